add_executable(laststraw_eval ${CMAKE_CURRENT_LIST_DIR}/main.cpp ${CMAKE_CURRENT_LIST_DIR}/advice.cpp ${CMAKE_CURRENT_LIST_DIR}/compare.cpp ${CMAKE_CURRENT_LIST_DIR}/formats.cpp ${CMAKE_CURRENT_LIST_DIR}/partial.cpp
  ${CMAKE_CURRENT_LIST_DIR}/withheld.cpp ${CMAKE_CURRENT_LIST_DIR}/fit.cpp ${CMAKE_CURRENT_LIST_DIR}/worst.cpp)
target_include_directories(laststraw_eval PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(laststraw_eval PRIVATE laststraw_warnings laststraw_analyze laststraw_report laststraw_advise laststraw_judge nlohmann_json::nlohmann_json)
laststraw_test(compare_test SOURCES eval/compare_test.cpp eval/compare.cpp eval/partial_test.cpp eval/partial.cpp eval/fit_test.cpp eval/fit.cpp LIBS nlohmann_json::nlohmann_json LABEL unit)
# The labelled incidents are kept beside the project; where they are not, these are skipped.
foreach(set corpus corpus-2)
  foreach(what check formats withheld advice)
    add_test(NAME ${set}_${what} COMMAND laststraw_eval ${PROJECT_SOURCE_DIR}/../shared/${set} --${what})
    set_tests_properties(${set}_${what} PROPERTIES LABELS corpus SKIP_RETURN_CODE 77)
  endforeach()
endforeach()
add_test(NAME public-cases_check COMMAND laststraw_eval ${PROJECT_SOURCE_DIR}/../shared/public-cases --check)
set_tests_properties(public-cases_check PROPERTIES LABELS corpus SKIP_RETURN_CODE 77)
