laststraw_parser(pg_settings RECORD setting)
