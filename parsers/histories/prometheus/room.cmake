laststraw_parser(prometheus RECORD series SOURCES exposition.cpp)
