laststraw_layer(scan SOURCES scan/answer.cpp scan/cases.cpp scan/comparison.cpp scan/database.cpp scan/fingerprint.cpp scan/found_cases.cpp scan/hosts.cpp scan/own_files.cpp scan/owners.cpp scan/row_filter.cpp scan/same_incident.cpp scan/settings_change.cpp scan/shared_trait.cpp scan/spool.cpp scan/sqlite.cpp scan/store.cpp scan/stories.cpp scan/tallies.cpp scan/told_story.cpp scan/scan.cpp scan/state.cpp scan/threads.cpp scan/worked_case.cpp scan/workers.cpp
  LIBS laststraw_analyze laststraw_sandbox laststraw_input laststraw_parsers laststraw_report laststraw_judge laststraw_text Threads::Threads ZLIB::ZLIB SQLite::SQLite3)
target_compile_definitions(laststraw_scan PRIVATE LASTSTRAW_VERSION="${PROJECT_VERSION}")
target_link_libraries(laststraw_scan PUBLIC laststraw_parser_doors)
