add_executable(laststraw ${CMAKE_CURRENT_SOURCE_DIR}/cli/main.cpp)
target_link_libraries(laststraw PRIVATE laststraw_model)
