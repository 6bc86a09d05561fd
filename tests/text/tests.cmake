laststraw_test(text_test SOURCES text/say_test.cpp text/catalogue_test.cpp LIBS laststraw_text laststraw_judge laststraw_advise laststraw_analyze laststraw_report PkgConfig::re2 nlohmann_json::nlohmann_json LABEL unit)
target_include_directories(text_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
