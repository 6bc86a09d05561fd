// pg_stat_statements (pgstatstatements.sgml): what the executions of each statement took together. Temporary blocks are BLCKSZ, 8 kB.
#include "laststraw/parsers/readers.hpp"
#include "pg_views/table.hpp"

namespace laststraw {

namespace {

using pg_views::count_of;
using pg_views::Row;

constexpr std::int64_t kBlock = 8192;
constexpr std::size_t kMostText = 4096;

bool take(const Row& row, Records& records) {
  const auto calls = count_of(row["calls"]), written = count_of(row["temp_blks_written"]);
  if (!calls || *calls == 0 || !written) return false;
  if (records.statement_stats.size() >= kMaxStatementStats) return true;
  const std::string& user = row.has("rolname") ? row["rolname"] : row.has("usename") ? row["usename"] : row["userid"];
  records.statement_stats.push_back({row["query"].substr(0, kMostText), user, row["datname"], *calls,
                                     Bytes{kBlock} * std::min<std::int64_t>(*written, 1'000'000'000'000), row.cite});
  return true;
}

}  // namespace

Reading read_pg_stat_statements(const SourceText& source, Records& records) {
  Reading reading;
  reading.format = "pg_views/pg_stat_statements";
  reading.coverage = pg_views::for_each_row(source, records, "a row with as many columns as the header",
                                            [&](const Row& row) { return take(row, records); });
  return reading;
}

}  // namespace laststraw
