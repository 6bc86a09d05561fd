laststraw_parser(cgroup RECORD setting SOURCES grammar.cpp)
