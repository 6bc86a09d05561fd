laststraw_parser(postgres_log RECORD postgres_log
  SOURCES context_dump.cpp csv_log.cpp entry.cpp infer_prefix.cpp json_log.cpp prefix.cpp stderr_log.cpp translate.cpp)
