laststraw_parser(meminfo RECORD meminfo)
