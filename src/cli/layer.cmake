add_executable(laststraw ${CMAKE_CURRENT_SOURCE_DIR}/cli/main.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/options.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/output.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/explain.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/format_list.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/hypothesis_document.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/scan_command.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/fleet_outputs.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/merge_command.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/merge_state.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/shard.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/manual.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/man_page.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/complaint.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/command_line.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/common_options.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/scan_options.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/help.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/help_texts.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/compare_command.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/suggest.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/terminal.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/script_command.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/here_command.cpp)
# The parts of a script, in their order.
set(collect_parts begin rds hide take host cluster container end)
set(record_parts record)
foreach(script IN ITEMS collect record)
  string(TOUPPER ${script} name)
  set(LASTSTRAW_${name} "")
  foreach(part IN LISTS ${script}_parts)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${script}/${part}.sh)
    file(READ ${PROJECT_SOURCE_DIR}/src/${script}/${part}.sh text)
    string(APPEND LASTSTRAW_${name} "${text}")
  endforeach()
  configure_file(${CMAKE_CURRENT_LIST_DIR}/${script}_script.cpp.in ${PROJECT_BINARY_DIR}/${script}_script.cpp @ONLY)
endforeach()
find_package(Git QUIET)
set(LASTSTRAW_COMMIT unknown)
if(Git_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} describe --always --dirty OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(commit)
    set(LASTSTRAW_COMMIT ${commit})
  endif()
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/version.cpp.in ${PROJECT_BINARY_DIR}/version.cpp @ONLY)
target_sources(laststraw PRIVATE ${PROJECT_BINARY_DIR}/collect_script.cpp ${PROJECT_BINARY_DIR}/record_script.cpp ${PROJECT_BINARY_DIR}/version.cpp)
target_include_directories(laststraw PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_definitions(laststraw PRIVATE LASTSTRAW_VERSION="${PROJECT_VERSION}")
target_link_libraries(laststraw PRIVATE laststraw_warnings laststraw_scan laststraw_analyze laststraw_advise laststraw_report laststraw_judge laststraw_parsers laststraw_sandbox laststraw_text CLI11::CLI11 nlohmann_json::nlohmann_json
  # Other builds are for sanitizers and valgrind, which bring an allocator of their own.
  $<$<CONFIG:Release>:PkgConfig::jemalloc>)
include(GNUInstallDirs)
install(TARGETS laststraw)

# The man page and the completions are what the program itself prints.
foreach(form IN ITEMS man bash zsh fish)
  add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/manual/${form} DEPENDS laststraw VERBATIM
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/manual COMMAND laststraw manual ${form} > ${PROJECT_BINARY_DIR}/manual/${form})
  list(APPEND manual ${PROJECT_BINARY_DIR}/manual/${form})
endforeach()
add_custom_target(manual ALL DEPENDS ${manual})
install(FILES ${PROJECT_BINARY_DIR}/manual/man DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 RENAME laststraw.1)
install(FILES ${PROJECT_BINARY_DIR}/manual/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME laststraw)
install(FILES ${PROJECT_BINARY_DIR}/manual/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _laststraw)
install(FILES ${PROJECT_BINARY_DIR}/manual/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME laststraw.fish)
