laststraw_parser(system_log RECORD kernel_oom ROOMS kernel_line postgres_log
  SOURCES assemble.cpp cgroup.cpp invocation.cpp kill.cpp mem_info.cpp postgres_lines.cpp program_starts.cpp read.cpp system_events.cpp tasks.cpp userspace_killers.cpp zones.cpp)
