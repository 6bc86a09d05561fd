laststraw_parser(unwrap LIBS PkgConfig::systemd)
