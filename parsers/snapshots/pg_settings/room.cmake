laststraw_parser(pg_settings RECORD setting SOURCES command_line.cpp csv.cpp json.cpp postgresql_conf.cpp table.cpp)
