laststraw_parser(host_facts RECORD setting SOURCES grammar.cpp)
