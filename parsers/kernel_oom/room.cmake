laststraw_parser(kernel_oom RECORD kernel_oom ROOMS kernel_line
  SOURCES assemble.cpp cgroup.cpp invocation.cpp kill.cpp mem_info.cpp read.cpp system_events.cpp tasks.cpp zones.cpp)
