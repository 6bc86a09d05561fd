laststraw_parser(kernel_line RECORD kernel_line SOURCES dmesg.cpp envelope.cpp framing.cpp syslog.cpp)
