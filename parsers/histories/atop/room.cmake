laststraw_parser(atop RECORD series SOURCES parseable.cpp)
