// PgBouncer's SHOW POOLS (admin.c admin_show_pools()) as psql prints it: a row for each database and user. Versions differ in the columns; 1.17
// and before have cl_cancel_req, before 1.8 there is no maxwait_us.
#include <algorithm>

#include "laststraw/parsers/readers.hpp"
#include "pg_views/table.hpp"

namespace laststraw {

namespace {

using pg_views::count_of;
using pg_views::Row;

constexpr std::int64_t kMostOfOnePool = 1'000'000;

bool take(const Row& row, Records& records) {
  const auto active = count_of(row["cl_active"]), waiting = count_of(row["cl_waiting"]);
  if (!active || !waiting || row["database"].empty()) return false;
  if (row["database"] == "pgbouncer" || records.pools.size() >= kMaxPools) return true;  // its own console
  PoolState pool{row["database"],          row["user"], std::min(*active, kMostOfOnePool), std::min(*waiting, kMostOfOnePool), 0,
                 count_of(row["maxwait"]), row.cite};
  for (const char* const column : {"sv_active", "sv_active_cancel", "sv_being_canceled", "sv_idle", "sv_used", "sv_tested", "sv_login"})
    pool.servers += std::min(count_of(row[column]).value_or(0), kMostOfOnePool);
  records.pools.push_back(std::move(pool));
  return true;
}

}  // namespace

Reading read_pgbouncer_pools(const SourceText& source, Records& records) {
  Reading reading;
  reading.format = "pg_views/pgbouncer_pools";
  reading.coverage = pg_views::for_each_row(source, records, "a row with as many columns as the header",
                                            [&](const Row& row) { return take(row, records); });
  return reading;
}

}  // namespace laststraw
