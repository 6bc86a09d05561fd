laststraw_parser(proc_pid RECORD proc_limits)
