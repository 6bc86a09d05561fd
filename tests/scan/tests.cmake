laststraw_test(scan_test SOURCES scan/asked_test.cpp scan/cases_test.cpp scan/excerpt_test.cpp scan/failures_test.cpp scan/scan_test.cpp scan/state_test.cpp
  LIBS laststraw_scan laststraw_analyze laststraw_input laststraw_parsers nlohmann_json::nlohmann_json LibArchive::LibArchive ZLIB::ZLIB PkgConfig::zstd LABEL unit)
target_include_directories(scan_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
