file(GLOB advise_sources CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/src/advise/*.cpp
  ${PROJECT_SOURCE_DIR}/src/advise/playbook/*.cpp)
laststraw_layer(advise SOURCES ${advise_sources} LIBS laststraw_judge laststraw_text)
