laststraw_parser(sar RECORD series)
