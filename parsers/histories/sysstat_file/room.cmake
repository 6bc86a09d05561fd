laststraw_parser(sysstat_file RECORD series)
