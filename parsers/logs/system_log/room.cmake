laststraw_parser(system_log RECORD kernel_oom ROOMS kernel_line pgbouncer postgres_log)
