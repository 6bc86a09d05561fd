// Records onto one clock, and cut into incidents: one per crash.
#pragma once

#include <vector>

#include "laststraw/incident.hpp"
#include "timeline/clock.hpp"

namespace laststraw::timeline {

struct Found {
  std::vector<Incident> incidents;     ///< in order of time; point into `records` and `history`, which must outlive them
  std::vector<SourceClock> clocks;     ///< one per source
};

/// Throws std::invalid_argument where options.zone is not a zone.
Found find_incidents(const Records& records, const PgHistory& history, const ClockOptions& options);

}  // namespace laststraw::timeline
