laststraw_test(sandbox_test SOURCES sandbox/canary_test.cpp sandbox/confined_test.cpp sandbox/program_test.cpp LIBS laststraw_sandbox LABEL hostile)
