laststraw_parser(cgroup_history RECORD series)
