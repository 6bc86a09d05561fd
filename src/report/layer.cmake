# The viewer's page is built by npm and committed, so that a C++ build needs no npm; here it goes into the program.
set(web ${CMAKE_CURRENT_LIST_DIR}/web)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${web}/viewer.html ${web}/first_screen.tpl ${web}/fleet.tpl ${web}/fleet.js ${web}/fleet.css)
file(READ ${web}/viewer.html LASTSTRAW_VIEWER)
file(READ ${web}/first_screen.tpl LASTSTRAW_FIRST_SCREEN)
file(READ ${web}/fleet.tpl LASTSTRAW_FLEET)
# The page of a fleet has a script and styles of its own; its policy lets nothing run but what has their hashes.
foreach(part IN ITEMS js css)
  file(READ ${web}/fleet.${part} LASTSTRAW_FLEET_${part})
  string(SHA256 LASTSTRAW_FLEET_${part}_hash "${LASTSTRAW_FLEET_${part}}")
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/web.cpp.in ${PROJECT_BINARY_DIR}/report_web.cpp @ONLY)

laststraw_layer(report SOURCES report/compare.cpp report/compare_views.cpp report/compose.cpp report/compose_advice.cpp report/compose_configuration.cpp report/compose_parts.cpp report/compose_people.cpp report/compose_series.cpp report/words.cpp report/json.cpp report/format.cpp
  report/text.cpp report/text_parts.cpp report/brief.cpp report/headline.cpp report/management.cpp report/short.cpp report/several.cpp report/summary.cpp report/copies.cpp report/paper.cpp report/markdown.cpp report/markdown_text.cpp report/fleet.cpp report/fleet_row.cpp report/embed.cpp report/fleet_words.cpp report/metrics.cpp report/pipeline.cpp report/sarif.cpp report/html.cpp report/rows.cpp report/template.cpp report/template_names.cpp report/view.cpp
  report/redact.cpp report/redact/around.cpp report/redact/command.cpp report/redact/hiding.cpp report/redact/message.cpp report/redact/postgres_line.cpp report/redact/quote.cpp report/redact/replacements.cpp
  report/redact/sentence.cpp report/redact/statement.cpp report/redact/system_log_line.cpp report/redact/words.cpp
  LIBS laststraw_text laststraw_sql nlohmann_json::nlohmann_json PkgConfig::ctemplate PkgConfig::utf8proc ZLIB::ZLIB)
target_sources(laststraw_report PRIVATE ${PROJECT_BINARY_DIR}/report_web.cpp)
target_compile_definitions(laststraw_report PRIVATE LASTSTRAW_VERSION="${PROJECT_VERSION}")
