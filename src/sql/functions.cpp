#include "sql/functions.hpp"

#include <algorithm>
#include <array>

namespace laststraw::sql {

namespace {

struct Row {
  std::string_view name;
  Why why;
};

// PostgreSQL documentation, Functions and Operators: aggregates whose result holds every input row (9.21), functions whose result
// can have any size (9.4, 9.5, 9.15, 9.19, 35.4), logical decoding (9.27.6). PostGIS aggregates by its reference manual.
constexpr std::array kFunctions{
    Row{"array_agg", Why::collects_rows},
    Row{"string_agg", Why::collects_rows},
    Row{"json_agg", Why::collects_rows},
    Row{"jsonb_agg", Why::collects_rows},
    Row{"json_agg_strict", Why::collects_rows},
    Row{"jsonb_agg_strict", Why::collects_rows},
    Row{"json_object_agg", Why::collects_rows},
    Row{"jsonb_object_agg", Why::collects_rows},
    Row{"json_arrayagg", Why::collects_rows},
    Row{"json_objectagg", Why::collects_rows},
    Row{"xmlagg", Why::collects_rows},
    Row{"range_agg", Why::collects_rows},
    Row{"percentile_cont", Why::sorts_and_hashes},
    Row{"percentile_disc", Why::sorts_and_hashes},
    Row{"mode", Why::sorts_and_hashes},
    Row{"st_collect", Why::collects_rows},
    Row{"st_union", Why::collects_rows},
    Row{"st_asmvt", Why::collects_rows},
    Row{"st_asgeobuf", Why::collects_rows},
    Row{"st_memunion", Why::collects_rows},
    Row{"st_polygonize", Why::collects_rows},
    Row{"repeat", Why::large_value},
    Row{"lo_get", Why::large_value},
    Row{"lo_import", Why::large_value},
    Row{"lo_from_bytea", Why::large_value},
    Row{"pg_read_file", Why::large_value},
    Row{"pg_read_binary_file", Why::large_value},
    Row{"decode", Why::large_value},
    Row{"table_to_xml", Why::large_value},
    Row{"query_to_xml", Why::large_value},
    Row{"database_to_xml", Why::large_value},
    Row{"schema_to_xml", Why::large_value},
    Row{"xmltable", Why::large_value},
    Row{"xmlparse", Why::large_value},
    Row{"string_to_array", Why::large_value},
    Row{"string_to_table", Why::large_value},
    Row{"regexp_split_to_array", Why::large_value},
    Row{"regexp_split_to_table", Why::large_value},
    Row{"regexp_matches", Why::large_value},
    Row{"to_tsvector", Why::large_value},
    Row{"array_fill", Why::large_value},
    Row{"convert_from", Why::large_value},
    Row{"pg_logical_slot_get_changes", Why::logical_decoding},
    Row{"pg_logical_slot_peek_changes", Why::logical_decoding},
    Row{"pg_logical_slot_get_binary_changes", Why::logical_decoding},
    Row{"pg_logical_slot_peek_binary_changes", Why::logical_decoding},
    Row{"dblink_exec", Why::procedural},
    Row{"dblink", Why::large_value},
};

constexpr std::array<std::string_view, 34> kSmall{"now",
                                                  "version",
                                                  "nextval",
                                                  "currval",
                                                  "setval",
                                                  "lastval",
                                                  "set_config",
                                                  "current_setting",
                                                  "count",
                                                  "random",
                                                  "md5",
                                                  "length",
                                                  "upper",
                                                  "lower",
                                                  "to_char",
                                                  "to_date",
                                                  "to_timestamp",
                                                  "date_trunc",
                                                  "age",
                                                  "extract",
                                                  "date_part",
                                                  "coalesce",
                                                  "greatest",
                                                  "least",
                                                  "nullif",
                                                  "abs",
                                                  "round",
                                                  "gen_random_uuid",
                                                  "clock_timestamp",
                                                  "statement_timestamp",
                                                  "txid_current",
                                                  "inet_server_addr",
                                                  "row_to_json",
                                                  "concat"};

}  // namespace

Why why_of_function(std::string_view name) {
  const auto* found = std::find_if(kFunctions.begin(), kFunctions.end(), [&](const Row& row) { return row.name == name; });
  return found == kFunctions.end() ? Why::nothing : found->why;
}

bool is_small_builtin(std::string_view name) {
  return name.starts_with("pg_") || name.starts_with("has_") || std::find(kSmall.begin(), kSmall.end(), name) != kSmall.end();
}

}  // namespace laststraw::sql
