# LASTSTRAW_FULL=1 in the environment: the sizes of the issue (a task table of 4 million rows, a million reports, lines of 100 MB) instead of a hundredth.
laststraw_test(hostile_test SOURCES hostile/files_test.cpp hostile/archives_test.cpp hostile/contents_test.cpp hostile/resources_test.cpp LIBS laststraw_scan laststraw_analyze laststraw_input laststraw_parsers laststraw_report
  nlohmann_json::nlohmann_json LibArchive::LibArchive ZLIB::ZLIB PkgConfig::zstd LABEL hostile)
target_include_directories(hostile_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
