laststraw_parser(unit RECORD unit_facts)
