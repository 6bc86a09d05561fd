// Rows of several cases that tell of one incident.
#pragma once

#include <deque>
#include <vector>

#include "scan/stories.hpp"

namespace laststraw::scan {

/// Each incident once: where several cases have it (two archives, two framings of one log), the row that decides, else the likelier one, with
/// what only the others know of the outage filled in. Two rows of one case are two incidents. `same_as`: the rows left out, and for which.
std::vector<const Stories::Entry*> each_once(std::deque<Stories::Entry>& rows, const Stories::Texts& texts,
                                             decltype(report::FleetSummary::same_as)& same_as);

}  // namespace laststraw::scan
