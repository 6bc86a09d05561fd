laststraw_parser(kubernetes RECORD system_event LIBS yaml-cpp)
