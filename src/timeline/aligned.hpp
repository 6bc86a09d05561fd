// The inputs on one clock, sorted and looked up once for all incidents.
#pragma once

#include <vector>

#include "timeline/by_time.hpp"
#include "timeline/clock.hpp"
#include "timeline/copies.hpp"
#include "timeline/histories.hpp"
#include "timeline/hosts.hpp"
#include "timeline/identities.hpp"
#include "timeline/outages.hpp"
#include "timeline/story.hpp"

namespace laststraw::timeline {

struct Aligned {
  Aligned(const Records& records, const PgHistory& history, const ClockOptions& options);
  Aligned(const Aligned&) = delete;
  Aligned& operator=(const Aligned&) = delete;

  const Records& records;
  const PgHistory& history;
  std::vector<CopiedReport> reports;
  Clocks clocks;
  Hosts hosts;
  std::vector<Crash> crashes;
  std::vector<Outage> outages;
  Histories histories;
  Identities identities;
  ByTime<PgEvent> pg_events;
  ByTime<SystemEvent> system_events;
  /// Somebody asked for a kill (sysrq f). They may have the boot clock alone, or no time: such have no place in ByTime.
  std::vector<std::pair<Instant, const SystemEvent*>> manual_kills;
  ByTime<PgSession> connections;  ///< by the start of the session
  ByTime<PgSession> statements;   ///< by the start of a statement of the session
};

}  // namespace laststraw::timeline
