laststraw_parser(unit RECORD setting SOURCES grammar.cpp unit_file.cpp)
