# What a release is compiled and linked with so that a fault in it is harder to use, and so that the same sources give the same bytes in any folder.
# scripts/hardening-check looks whether it is in the program; scripts/reproducible-check builds twice and compares.
include(CheckCXXCompilerFlag)
include(CheckPIESupported)
check_pie_supported()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

set(hardening -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS)
check_cxx_compiler_flag(-fcf-protection=full LASTSTRAW_HAS_CET)          # x86
check_cxx_compiler_flag(-mbranch-protection=standard LASTSTRAW_HAS_BTI)  # arm64
if(LASTSTRAW_HAS_CET)
  list(APPEND hardening -fcf-protection=full)
elseif(LASTSTRAW_HAS_BTI)
  list(APPEND hardening -mbranch-protection=standard)
endif()
add_compile_options(${hardening} -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
