laststraw_parser(kubernetes RECORD system_event SOURCES describe.cpp manifest.cpp LIBS yaml-cpp)
