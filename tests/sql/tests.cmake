laststraw_test(statement_test SOURCES sql/statement_test.cpp LIBS laststraw_sql laststraw_parser_doors LABEL unit)
target_include_directories(statement_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
