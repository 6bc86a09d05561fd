// What happened around an incident, in order: what PostgreSQL did, and the timeline entries.
#pragma once

#include "laststraw/incident.hpp"
#include "timeline/clock.hpp"
#include "timeline/hosts.hpp"

namespace laststraw::timeline {

/// One crash of the server in its log: from a child's death to being ready again.
struct Crash {
  const PgEvent* death = nullptr;
  const PgEvent* reinitializing = nullptr;
  const PgEvent* ready = nullptr;  ///< null: not ready again by the end of the log
  std::uint64_t rejected_connections = 0;
  Instant when, ready_at;
};

/// The crashes of the log: child deaths by a signal, each with what followed.
std::vector<Crash> crashes(const PgHistory& history, const Clocks& clocks, const Hosts& hosts);

struct Aligned;

struct Outage;

PostgresImpact impact_of(const Incident& incident, const Crash* crash, const Outage* outage, SourceId source, const Aligned& aligned);

/// All that is known around the incident on the machine of `source`, ascending in time.
std::vector<TimelineEntry> story_of(const Incident& incident, SourceId source, const Aligned& aligned);

}  // namespace laststraw::timeline
