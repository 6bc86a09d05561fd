laststraw_parser(unit RECORD setting)
