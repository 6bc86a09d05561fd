// Deaths of a whole server that its log shows only afterwards: whoever kills the postmaster leaves nobody to write it down.
#pragma once

#include <optional>
#include <vector>

#include "laststraw/pg_history.hpp"
#include "timeline/clock.hpp"
#include "timeline/hosts.hpp"

namespace laststraw::timeline {

/// From the last sign of life of one postmaster to the next one's "ready".
struct Outage {
  const PgEvent* said =
      nullptr;  ///< what shows it: a session that misses the postmaster, else "was interrupted", "was not properly shut down"; of a child's
                ///< death whose line is not there, "terminating any other active server processes", "reinitializing"
  const PgEvent* asked = nullptr;     ///< "received immediate shutdown request": then somebody wanted it
  const PgEvent* starting = nullptr;  ///< the new postmaster; null: none is seen to begin
  std::optional<Pid> postmaster;      ///< the one that died, where the log has its pid
  const PgEvent* ready = nullptr;     ///< null: not ready again by the end of the log
  bool exact = false;                 ///< a line of that very moment says so
  Instant from;                       ///< the last sign of life; of an exact one the death itself
  Instant when;                       ///< of the death, as near as is known
  Instant until;                      ///< it was dead by then
  Instant ready_at;
};

/// Not those that began with a child's death (see crashes()), and not the first start on a restored backup, which says "interrupted", too.
std::vector<Outage> outages(const PgHistory& history, const Clocks& clocks, const Hosts& hosts);

}  // namespace laststraw::timeline
