laststraw_parser(sysstat_file RECORD series SOURCES convert.cpp read.cpp)
