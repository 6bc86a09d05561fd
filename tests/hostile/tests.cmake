# LASTSTRAW_FULL=1 in the environment: the sizes of the issue (a task table of 4 million rows, a million reports, lines of 100 MB) instead of a hundredth.
laststraw_test(hostile_test SOURCES hostile/files_test.cpp hostile/archives_test.cpp hostile/contents_test.cpp hostile/resources_test.cpp hostile/faults_test.cpp LIBS laststraw_scan laststraw_analyze laststraw_input laststraw_parsers laststraw_report
  nlohmann_json::nlohmann_json LibArchive::LibArchive ZLIB::ZLIB PkgConfig::zstd LABEL hostile)
target_include_directories(hostile_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
# Preloaded by faults_test.
add_library(faults MODULE hostile/faults.cpp)
target_compile_options(faults PRIVATE -fno-sanitize=all)
target_link_options(faults PRIVATE -fno-sanitize=all)
target_link_libraries(faults PRIVATE ${CMAKE_DL_LIBS})
target_compile_definitions(hostile_test PRIVATE LASTSTRAW_FAULTS="$<TARGET_FILE:faults>")
add_dependencies(hostile_test faults laststraw)
