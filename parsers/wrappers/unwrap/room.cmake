laststraw_parser(unwrap HEADER unwrap
  SOURCES container.cpp journal_entry.cpp journal_file.cpp journal_text.cpp paste.cpp prefixed.cpp unwrap.cpp wrapped.cpp LIBS PkgConfig::systemd)
