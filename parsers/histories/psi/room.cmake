laststraw_parser(psi RECORD series)
