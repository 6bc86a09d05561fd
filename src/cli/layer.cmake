laststraw_layer(analyze SOURCES analyze.cpp
  LIBS laststraw_input laststraw_parsers laststraw_timeline laststraw_judge laststraw_report)
add_executable(laststraw ${CMAKE_CURRENT_SOURCE_DIR}/cli/main.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/options.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/output.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/explain.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/format_list.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/hypothesis_document.cpp)
target_include_directories(laststraw PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/parsers)
target_compile_definitions(laststraw PRIVATE LASTSTRAW_VERSION="${PROJECT_VERSION}")
target_link_libraries(laststraw PRIVATE laststraw_warnings laststraw_analyze laststraw_report laststraw_judge laststraw_parsers CLI11::CLI11)
install(TARGETS laststraw)
