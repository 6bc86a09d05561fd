find_path(VALIJSON_INCLUDE valijson/validator.hpp REQUIRED)
laststraw_test(report_test SOURCES report/report_test.cpp LIBS laststraw_analyze laststraw_report nlohmann_json::nlohmann_json LABEL unit)
target_include_directories(report_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_include_directories(report_test SYSTEM PRIVATE ${VALIJSON_INCLUDE})
