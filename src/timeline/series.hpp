// The histories around an incident, on its clock.
#pragma once

#include <vector>

#include "laststraw/incident.hpp"
#include "laststraw/records.hpp"
#include "timeline/clock.hpp"

namespace laststraw::timeline {

/// Every quantity that was measured within a day of `when`, once: where several sources carry it (sar's text beside its
/// binary file), the one with the most points, and of equals the one whose zone is certain.
std::vector<AlignedSeries> series_around(const Instant& when, const Records& records, const Clocks& clocks);

}  // namespace laststraw::timeline
