laststraw_parser(meminfo RECORD setting)
