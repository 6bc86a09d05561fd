laststraw_parser(system_log RECORD kernel_oom ROOMS kernel_line postgres_log)
