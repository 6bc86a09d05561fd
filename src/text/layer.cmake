# Each NAME.po here is a language. msgfmt (GNU gettext) checks and compiles it; the program holds them all and opens none.
find_program(MSGFMT msgfmt REQUIRED)
file(GLOB catalogues CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.po)
set(compiled)
foreach(catalogue IN LISTS catalogues)
  cmake_path(GET catalogue STEM language)
  set(mo ${PROJECT_BINARY_DIR}/${language}.mo)
  add_custom_command(OUTPUT ${mo} COMMAND ${MSGFMT} --check-format --endianness=$<IF:$<STREQUAL:${CMAKE_CXX_BYTE_ORDER},BIG_ENDIAN>,big,little> -o ${mo} ${catalogue}
    DEPENDS ${catalogue} VERBATIM)
  list(APPEND compiled ${mo})
endforeach()
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/catalogues.cpp
  COMMAND ${CMAKE_COMMAND} "-DFILES=${compiled}" -DOUT=${PROJECT_BINARY_DIR}/catalogues.cpp -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  DEPENDS ${compiled} ${CMAKE_CURRENT_LIST_DIR}/embed.cmake VERBATIM)

laststraw_layer(text SOURCES text/language.cpp LIBS Boost::locale)
target_sources(laststraw_text PRIVATE ${PROJECT_BINARY_DIR}/catalogues.cpp)
