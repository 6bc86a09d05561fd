// What a statement can take, read from its text with PostgreSQL's own parser.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace laststraw::sql {

/// What bounds the memory of one execution, whatever the data.
enum class Bound {
  unknown,      ///< the text does not tell
  small,        ///< point look-ups, single rows, plain scans, utility statements
  work_mem,     ///< sorts, hashes, windows and materialised results: `nodes` x work_mem x hash_mem_multiplier, more spills to disk
  maintenance,  ///< maintenance_work_mem for each process: CREATE INDEX, VACUUM, REINDEX, CLUSTER, added keys
  none,         ///< nothing does: `why` says what grows
};

/// What makes the memory grow. The order is that of how telling it is: the first that a statement has counts.
enum class Why {
  nothing,
  logical_decoding,   ///< START_REPLICATION, pg_logical_slot_get_changes(): the reorder buffer
  collects_rows,      ///< array_agg, string_agg, json_agg, xmlagg, ARRAY(SELECT ...): one value from all rows
  huge_text,          ///< the text itself: megabytes of VALUES, IN lists of thousands
  large_value,        ///< repeat(), lo_get(), pg_read_binary_file(), table_to_xml(): one value of any size
  procedural,         ///< DO, CALL, functions of the user's own: variables live as long as the call
  cartesian_product,  ///< tables joined without a condition
  prepares,           ///< PREPARE / EXECUTE: plans that stay in the session
  temporary_tables,   ///< temp_buffers
  bulk_load,          ///< COPY: rows of any size, index entries and triggers
  sorts_and_hashes,
  index_build,  ///< CREATE INDEX, REINDEX, keys added by ALTER TABLE
  vacuum,       ///< VACUUM, ANALYZE, autovacuum
  rewrite,      ///< CLUSTER, VACUUM FULL, REFRESH MATERIALIZED VIEW
};

struct Statement {
  std::string tag;  ///< the command tag: "SELECT", "CREATE INDEX", "COPY"; empty where it is no SQL
  Bound bound = Bound::unknown;
  Why why = Why::nothing;
  std::string word;            ///< what in the text shows it: "array_agg", "generate_series"; may be empty
  int nodes = 0;               ///< sorts, hashes, windows, materialised results: each entitled to work_mem
  std::optional<double> rows;  ///< the rows it makes or asks for, where the text counts them (generate_series, LIMIT, VALUES)
  bool whole = false;          ///< the parser read it to its end; false: cut off or newer than the parser, read by its scanner
};

/// Reads one statement (or the first of several that says most). Never throws on any text; what is longer than 64 KiB is only
/// scanned. libpg_query, PostgreSQL 15's grammar.
Statement read_statement(std::string_view text);

/// Entitled to maintenance_work_mem. A materialised view is made anew by a query of its own, of which work_mem is the bound.
bool is_maintenance(const Statement& statement);
/// The same of a text; cheap where the first word answers.
bool is_maintenance(std::string_view text);

/// The same for statements that differ in constants only (pg_query_fingerprint); of text that does not parse, a hash of its
/// words without constants. Empty for empty text.
std::string fingerprint(std::string_view text);

}  // namespace laststraw::sql
