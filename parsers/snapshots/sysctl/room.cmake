laststraw_parser(sysctl RECORD setting)
