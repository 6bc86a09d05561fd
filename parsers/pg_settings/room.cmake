laststraw_parser(pg_settings RECORD setting SOURCES csv.cpp postgresql_conf.cpp)
