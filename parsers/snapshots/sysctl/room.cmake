laststraw_parser(sysctl RECORD setting SOURCES grammar.cpp)
