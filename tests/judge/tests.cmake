laststraw_test(judge_test SOURCES judge/judge_test.cpp judge/matrix_test.cpp judge/candidates_test.cpp judge/checklist_test.cpp judge/titles_test.cpp judge/advice_test.cpp judge/absent_test.cpp judge/pairs_test.cpp judge/excerpt_test.cpp
  judge/recurrence_test.cpp judge/quantity_test.cpp judge/pg_views_test.cpp judge/survivors_test.cpp judge/thresholds_test.cpp judge/rhythm_test.cpp judge/excerpt_thresholds_test.cpp LIBS laststraw_advise laststraw_judge LABEL unit)
target_include_directories(judge_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
