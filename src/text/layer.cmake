set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/zh_CN.json)
file(READ ${CMAKE_CURRENT_LIST_DIR}/zh_CN.json LASTSTRAW_ZH_CN)
configure_file(${CMAKE_CURRENT_LIST_DIR}/catalogues.cpp.in ${PROJECT_BINARY_DIR}/catalogues.cpp @ONLY)

laststraw_layer(text SOURCES text/say.cpp LIBS nlohmann_json::nlohmann_json)
target_sources(laststraw_text PRIVATE ${PROJECT_BINARY_DIR}/catalogues.cpp)
target_link_libraries(laststraw_text PUBLIC fmt::fmt)
