laststraw_parser(host_facts RECORD setting)
