laststraw_test(scan_test SOURCES scan/asked_test.cpp scan/cases_test.cpp scan/excerpt_test.cpp scan/failures_test.cpp scan/scan_test.cpp scan/state_test.cpp scan/stream_test.cpp
  scan/stories_test.cpp scan/planted_archive.cpp
  LIBS laststraw_scan laststraw_analyze laststraw_input laststraw_parsers nlohmann_json::nlohmann_json LibArchive::LibArchive ZLIB::ZLIB PkgConfig::zstd SQLite::SQLite3 LABEL unit)
target_include_directories(scan_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
# The same archive in any size, for scripts/fleet-stories.
add_executable(planted_archive scan/planted_main.cpp scan/planted_archive.cpp)
target_include_directories(planted_archive PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_definitions(planted_archive PRIVATE LASTSTRAW_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(planted_archive PRIVATE laststraw_warnings)
