laststraw_layer(analyze SOURCES analyze.cpp
  LIBS laststraw_input laststraw_parsers laststraw_timeline laststraw_judge laststraw_report)
laststraw_layer(scan SOURCES scan/cases.cpp scan/scan.cpp scan/state.cpp
  LIBS laststraw_analyze laststraw_input laststraw_parsers laststraw_report nlohmann_json::nlohmann_json Threads::Threads)
target_compile_definitions(laststraw_scan PRIVATE LASTSTRAW_VERSION="${PROJECT_VERSION}")
add_executable(laststraw ${CMAKE_CURRENT_SOURCE_DIR}/cli/main.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/options.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/output.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/explain.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/format_list.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/hypothesis_document.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/scan_command.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cli/merge_command.cpp)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/collect/collect.sh)
file(READ ${PROJECT_SOURCE_DIR}/src/collect/collect.sh LASTSTRAW_COLLECT)
configure_file(${CMAKE_CURRENT_LIST_DIR}/collect_script.cpp.in ${PROJECT_BINARY_DIR}/collect_script.cpp @ONLY)
target_sources(laststraw PRIVATE ${PROJECT_BINARY_DIR}/collect_script.cpp)
target_include_directories(laststraw PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/parsers)
target_compile_definitions(laststraw PRIVATE LASTSTRAW_VERSION="${PROJECT_VERSION}")
target_link_libraries(laststraw PRIVATE laststraw_warnings laststraw_scan laststraw_analyze laststraw_report laststraw_judge laststraw_parsers CLI11::CLI11 nlohmann_json::nlohmann_json)
include(GNUInstallDirs)
install(TARGETS laststraw)
