laststraw_layer(report SOURCES report/json.cpp report/json_incident.cpp report/format.cpp report/text.cpp report/text_parts.cpp report/markdown.cpp
  LIBS nlohmann_json::nlohmann_json)
target_compile_definitions(laststraw_report PRIVATE LASTSTRAW_VERSION="${PROJECT_VERSION}")
