laststraw_parser(kernel_line RECORD kernel_line SOURCES envelope.cpp)
