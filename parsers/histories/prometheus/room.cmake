laststraw_parser(prometheus RECORD series)
