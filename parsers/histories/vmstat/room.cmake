laststraw_parser(vmstat RECORD series)
