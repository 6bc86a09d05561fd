laststraw_layer(timeline SOURCES timeline/change_point.cpp timeline/clock.cpp timeline/context_tree.cpp timeline/copies.cpp timeline/decline.cpp timeline/incidents.cpp timeline/ledger.cpp
  timeline/pg_history.cpp timeline/pg_refusal.cpp timeline/pg_work.cpp timeline/processes.cpp timeline/series.cpp timeline/story.cpp timeline/titles.cpp
  LIBS date::date-tz laststraw_text)
