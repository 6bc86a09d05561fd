laststraw_parser(pgbouncer RECORD system_event)
