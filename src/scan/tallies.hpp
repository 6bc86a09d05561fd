// Incidents counted by what they are alike in.
#pragma once

#include <cstddef>

#include "report/fleet_row.hpp"
#include "scan/sqlite.hpp"

namespace laststraw::scan {

/// Of the rows that count. The `most_hosts` hosts with most incidents (of as many, the first by name) have tallies of their own, all others share theirs.
void put_tallies(Sqlite& store, std::size_t most_hosts, report::FleetSummary& summary);

}  // namespace laststraw::scan
