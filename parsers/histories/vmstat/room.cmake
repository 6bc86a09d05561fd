laststraw_parser(vmstat RECORD series SOURCES free.cpp vmstat.cpp)
