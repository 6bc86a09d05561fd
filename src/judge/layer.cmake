file(GLOB hypotheses CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/src/judge/hypothesis/*.cpp)
laststraw_layer(judge SOURCES judge/facts.cpp judge/hypotheses.cpp judge/sum.cpp judge/weights.cpp judge/words.cpp ${hypotheses}
  judge/checklist.cpp judge/checks_evidence.cpp judge/checks_kernel.cpp judge/checks_postgres.cpp judge/checks_service.cpp
  judge/fragments.cpp)
