laststraw_parser(sar RECORD series SOURCES grammar.cpp)
