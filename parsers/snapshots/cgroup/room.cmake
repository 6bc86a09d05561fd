laststraw_parser(cgroup RECORD cgroup_memory)
