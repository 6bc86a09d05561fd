// What happened around an incident, in order: what PostgreSQL did, and the timeline entries.
#pragma once

#include "laststraw/incident.hpp"
#include "timeline/clock.hpp"

namespace laststraw::timeline {

/// One crash of the server in its log: from a child's death to being ready again.
struct Crash {
  const PgEvent* death = nullptr;
  const PgEvent* reinitializing = nullptr;
  const PgEvent* ready = nullptr;          ///< null: not ready again by the end of the log
  std::uint64_t rejected_connections = 0;
  Instant when, ready_at;
};

/// The crashes of the log: child deaths by a signal, each with what followed.
std::vector<Crash> crashes(const PgHistory& history, const Clocks& clocks);

PostgresImpact impact_of(const Incident& incident, const Crash* crash, const Clocks& clocks);

/// All that is known around the incident, ascending in time.
std::vector<TimelineEntry> story_of(const Incident& incident, const Clocks& clocks);

}  // namespace laststraw::timeline
