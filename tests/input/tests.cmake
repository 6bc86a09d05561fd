laststraw_test(input_test SOURCES input/input_test.cpp LIBS laststraw_input laststraw_parsers LABEL unit)
target_include_directories(input_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
