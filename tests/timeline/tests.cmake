laststraw_test(timeline_test SOURCES timeline/timeline_test.cpp LIBS laststraw_timeline LABEL unit)
target_include_directories(timeline_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
