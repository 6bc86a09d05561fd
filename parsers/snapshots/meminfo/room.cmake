laststraw_parser(meminfo RECORD setting SOURCES grammar.cpp)
