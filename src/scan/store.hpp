// Where rows wait until all have been seen: the tables of Stories' temporary database.
#pragma once

#include <cstdint>
#include <string>

#include "laststraw/time.hpp"
#include "scan/sqlite.hpp"

namespace laststraw::scan {

/// Makes its tables, and bounds its memory. `rows.same_as`: the row that counts in its place; `members`: which story a row is of.
void open_store(Sqlite& store);

/// A time as the tables have it.
inline std::int64_t stored(const WallTime& time) { return time.time_since_epoch().count(); }
inline WallTime restored(std::int64_t at) { return WallTime(WallTime::duration(at)); }
/// As rows have it: without Z where the zone is not known.
std::string time_text(const WallTime& time, bool zone_unknown);

}  // namespace laststraw::scan
