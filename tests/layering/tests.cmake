laststraw_test(layering_test SOURCES layering/layering_test.cpp layering/layers.cpp LABEL layering)
target_compile_definitions(layering_test PRIVATE LASTSTRAW_NINJA="${CMAKE_MAKE_PROGRAM}" LASTSTRAW_BUILD_DIR="${CMAKE_BINARY_DIR}")
add_dependencies(layering_test laststraw)      # what it reads is what the compiler noted of every layer
laststraw_test(size_test SOURCES layering/size_test.cpp LABEL layering)
