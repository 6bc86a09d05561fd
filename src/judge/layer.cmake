file(GLOB judge_sources CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/src/judge/*.cpp
  ${PROJECT_SOURCE_DIR}/src/judge/hypothesis/*.cpp ${PROJECT_SOURCE_DIR}/src/judge/quantity/*.cpp)
laststraw_layer(judge SOURCES ${judge_sources} LIBS laststraw_text laststraw_sql)
