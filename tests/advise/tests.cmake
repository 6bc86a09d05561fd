laststraw_test(advise_test SOURCES advise/what_if_test.cpp advise/sliders_test.cpp advise/steps_test.cpp advise/environment_test.cpp LIBS laststraw_advise laststraw_judge LABEL unit)
target_include_directories(advise_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
laststraw_test(given_advice_test SOURCES advise/samples_test.cpp advise/programs_test.cpp advise/undecided_test.cpp advise/alert_rules_test.cpp LIBS yaml-cpp laststraw_analyze laststraw_advise laststraw_judge laststraw_report PkgConfig::re2 LABEL unit)
target_include_directories(given_advice_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
