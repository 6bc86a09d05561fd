// What the kernel log and another input both saw: the clocks are aligned by it.
#pragma once

#include <vector>

#include "laststraw/pg_history.hpp"
#include "timeline/copies.hpp"

namespace laststraw::timeline {

/// The kernel kills a process, the postmaster reports its death.
std::vector<SharedEvent> shared_with_postgres(const std::vector<CopiedReport>& reports, const PgHistory& history, const Clocks& clocks);

/// The same, but a whole number of quarter hours apart: somebody's zone is wrong.
std::vector<ZoneConflict> zone_conflicts(const std::vector<CopiedReport>& reports, const PgHistory& history, const Clocks& clocks);

/// A process that one capture shows and the next does not died in between.
std::vector<SharedEvent> shared_with_captures(const std::vector<CopiedReport>& reports, const Records& records, const Clocks& clocks);

/// What a large victim held comes free between two points: the largest fall of the group's (or the machine's) private
/// memory, if it is of about the victim's size.
std::vector<SharedEvent> shared_with_series(const std::vector<CopiedReport>& reports, const Records& records, const Clocks& clocks);

}  // namespace laststraw::timeline
