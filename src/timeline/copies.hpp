// The same kernel report often arrives several times: in dmesg, in syslog, in the journal.
#pragma once

#include <vector>

#include "laststraw/records.hpp"
#include "timeline/clock.hpp"

namespace laststraw::timeline {

/// One event and all its copies; copies.front() is the most complete one.
struct CopiedReport {
  std::vector<const OomReport*> copies;
  const OomReport& best() const { return *copies.front(); }
};

/// Groups reports that tell of the same event: same victims with the same sizes, from different sources.
std::vector<CopiedReport> match_copies(const std::deque<OomReport>& reports);

/// What a copy whose times are known says of the others.
std::vector<SharedEvent> shared_among_copies(const std::vector<CopiedReport>& reports, const Clocks& clocks);

/// The time that the copy with the finest clock gives.
Instant when(const CopiedReport& report, const Clocks& clocks);

}  // namespace laststraw::timeline
