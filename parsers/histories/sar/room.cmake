laststraw_parser(sar RECORD series SOURCES columns.cpp sadf.cpp text.cpp)
