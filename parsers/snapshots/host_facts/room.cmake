laststraw_parser(host_facts RECORD host_facts)
