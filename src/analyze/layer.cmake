laststraw_layer(analyze SOURCES analyze/analyze.cpp
  LIBS laststraw_input laststraw_parsers laststraw_timeline laststraw_judge laststraw_report)
