laststraw_parser(psi RECORD series SOURCES grammar.cpp)
