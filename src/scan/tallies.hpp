// Incidents of a fleet counted by what they are alike in.
#pragma once

#include <vector>

#include "scan/stories.hpp"

namespace laststraw::scan {

std::vector<report::Tally> tallies_of(const std::vector<const Stories::Entry*>& all, const Stories::Texts& texts);

}  // namespace laststraw::scan
