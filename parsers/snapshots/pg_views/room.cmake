laststraw_parser(pg_views RECORD postgres_log)
