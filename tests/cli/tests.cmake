add_test(NAME cli COMMAND ${CMAKE_COMMAND} -DLASTSTRAW=$<TARGET_FILE:laststraw> -DROOT=${PROJECT_SOURCE_DIR} -DWORK=${CMAKE_CURRENT_BINARY_DIR}/cli
  -P ${CMAKE_CURRENT_LIST_DIR}/cli_test.cmake)
set_tests_properties(cli PROPERTIES LABELS cli)

# A real PostgreSQL, if there is one.
add_test(NAME live COMMAND ${PROJECT_SOURCE_DIR}/scripts/live-test)
add_test(NAME live_two_servers COMMAND ${PROJECT_SOURCE_DIR}/scripts/live-test two)
set_tests_properties(live live_two_servers PROPERTIES LABELS live RESOURCE_LOCK live SKIP_RETURN_CODE 77 TIMEOUT 300 ENVIRONMENT "LASTSTRAW=$<TARGET_FILE:laststraw>")
foreach(name IN ITEMS collect collect_secrets collect_clusters collect_elsewhere here hooks)
  add_test(NAME ${name} COMMAND ${CMAKE_CURRENT_LIST_DIR}/${name}_test.sh)
endforeach()
set_tests_properties(collect collect_secrets collect_clusters collect_elsewhere here hooks PROPERTIES LABELS cli SKIP_RETURN_CODE 77 TIMEOUT 300 ENVIRONMENT "LASTSTRAW=$<TARGET_FILE:laststraw>")
add_test(NAME record COMMAND ${CMAKE_CURRENT_LIST_DIR}/record_test.sh)
set_tests_properties(record PROPERTIES LABELS cli TIMEOUT 300 ENVIRONMENT "LASTSTRAW=$<TARGET_FILE:laststraw>")
