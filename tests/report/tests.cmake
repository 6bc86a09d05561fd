find_path(VALIJSON_INCLUDE valijson/validator.hpp REQUIRED)
laststraw_test(report_test SOURCES report/report_test.cpp report/redact_test.cpp report/redact_views_test.cpp report/html_test.cpp report/around_test.cpp report/metrics_test.cpp report/pipeline_test.cpp report/document_test.cpp report/short_test.cpp report/compare_test.cpp report/series_test.cpp LIBS laststraw_analyze laststraw_report laststraw_text nlohmann_json::nlohmann_json ZLIB::ZLIB LABEL unit)
target_include_directories(report_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_include_directories(report_test SYSTEM PRIVATE ${VALIJSON_INCLUDE})

add_test(NAME web COMMAND ${PROJECT_SOURCE_DIR}/scripts/web-test)
set_tests_properties(web PROPERTIES LABELS web SKIP_RETURN_CODE 77 TIMEOUT 600 ENVIRONMENT "LASTSTRAW=$<TARGET_FILE:laststraw>")
