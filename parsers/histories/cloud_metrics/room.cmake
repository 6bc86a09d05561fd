laststraw_parser(cloud_metrics RECORD series)
