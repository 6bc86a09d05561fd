laststraw_parser(cgroup RECORD setting)
