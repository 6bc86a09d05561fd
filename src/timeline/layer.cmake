laststraw_layer(timeline SOURCES timeline/aligned.cpp timeline/change_point.cpp timeline/clock.cpp timeline/context_tree.cpp timeline/copies.cpp timeline/crashes.cpp timeline/decline.cpp
  timeline/drafts.cpp timeline/histories.cpp timeline/hosts.cpp timeline/identities.cpp timeline/kernel_silence.cpp timeline/kind.cpp timeline/ledger.cpp timeline/namespaces.cpp timeline/outages.cpp timeline/pg_copies.cpp timeline/pg_history.cpp timeline/pg_refusal.cpp timeline/pg_work.cpp timeline/pg_zones.cpp
  timeline/pressure.cpp timeline/processes.cpp timeline/shared_events.cpp timeline/story.cpp timeline/timeline.cpp timeline/titles.cpp timeline/victims.cpp timeline/witnesses.cpp
  LIBS date::date-tz laststraw_text)
