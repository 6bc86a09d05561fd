laststraw_parser(atop RECORD series)
