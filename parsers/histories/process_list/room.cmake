laststraw_parser(process_list RECORD process_list SOURCES grammar.cpp)
