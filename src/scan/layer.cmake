laststraw_layer(scan SOURCES scan/cases.cpp scan/hosts.cpp scan/scan.cpp scan/state.cpp scan/worked_case.cpp
  LIBS laststraw_analyze laststraw_input laststraw_parsers laststraw_report laststraw_text nlohmann_json::nlohmann_json TBB::tbb Threads::Threads)
target_compile_definitions(laststraw_scan PRIVATE LASTSTRAW_VERSION="${PROJECT_VERSION}")
