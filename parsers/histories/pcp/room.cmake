laststraw_parser(pcp RECORD series)
