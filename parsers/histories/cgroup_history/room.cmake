laststraw_parser(cgroup_history RECORD series SOURCES grammar.cpp)
