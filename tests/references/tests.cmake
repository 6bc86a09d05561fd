laststraw_test(references_test SOURCES references/references_test.cpp LABEL unit)
