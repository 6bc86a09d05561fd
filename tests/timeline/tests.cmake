laststraw_test(timeline_test SOURCES timeline/timeline_test.cpp timeline/decline_test.cpp timeline/one_death_test.cpp timeline/server_test.cpp timeline/zones_test.cpp
  LIBS laststraw_timeline LABEL unit)
target_include_directories(timeline_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
laststraw_test(witnesses_test SOURCES timeline/witnesses_test.cpp LIBS laststraw_judge laststraw_timeline LABEL unit)
target_include_directories(witnesses_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
laststraw_test(pg_work_test SOURCES timeline/pg_work_test.cpp LIBS laststraw_timeline laststraw_room_postgres_log LABEL unit)
target_include_directories(pg_work_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
laststraw_test(own_reports_test SOURCES timeline/own_reports_test.cpp LIBS laststraw_analyze laststraw_report LABEL unit)
target_include_directories(own_reports_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
