laststraw_parser(sysstat_file RECORD series LIBS laststraw_sandbox)
