laststraw_layer(analyze SOURCES analyze/analyze.cpp analyze/asked_time.cpp analyze/not_understood.cpp analyze/said.cpp
  analyze/picture/picture.cpp analyze/picture/samples.cpp analyze/picture/scene.cpp analyze/picture/stack.cpp analyze/quotes.cpp
  analyze/servers.cpp
  LIBS PkgConfig::re2 laststraw_input laststraw_parsers laststraw_timeline laststraw_judge laststraw_advise laststraw_report)
target_link_libraries(laststraw_analyze PUBLIC laststraw_parser_doors)   # its header shows inputs
