laststraw_parser(unwrap LIBS PkgConfig::systemd laststraw_sandbox)
