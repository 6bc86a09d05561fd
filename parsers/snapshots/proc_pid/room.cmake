laststraw_parser(proc_pid RECORD process_list)
