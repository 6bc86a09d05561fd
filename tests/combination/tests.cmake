# Whole inputs of the sample bundles mixed at random; scripts/fuzz-night runs more.
find_path(VALIJSON_INCLUDE valijson/validator.hpp REQUIRED)
add_executable(combination_fuzz combination/bundle.cpp combination/main.cpp combination/oracles.cpp combination/pg_log.cpp)
target_include_directories(combination_fuzz PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src)
target_include_directories(combination_fuzz SYSTEM PRIVATE ${VALIJSON_INCLUDE})
target_link_libraries(combination_fuzz PRIVATE laststraw_warnings laststraw_analyze laststraw_input laststraw_parsers laststraw_report laststraw_text
  nlohmann_json::nlohmann_json LibArchive::LibArchive)
add_test(NAME combination COMMAND combination_fuzz ${PROJECT_SOURCE_DIR} --runs 60)
set_tests_properties(combination PROPERTIES LABELS fuzz TIMEOUT 600)
