laststraw_test(input_test SOURCES input/input_test.cpp input/named_archive_test.cpp LIBS laststraw_input laststraw_parsers LABEL unit)
target_include_directories(input_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
laststraw_test(archive_test SOURCES input/archive_test.cpp input/stream_test.cpp input/odd_archives_test.cpp LIBS laststraw_input laststraw_parsers LibArchive::LibArchive ZLIB::ZLIB PkgConfig::zstd LABEL unit)
target_include_directories(archive_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
