// PCP's metrics of Linux (pmdalinux, pmdaproc: `pminfo -dt`); the unit of each stands in the archive.
#include "pcp/metrics.hpp"

#include <algorithm>

namespace laststraw::pcp {

const Known* known(std::string_view metric) {
  const auto found = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.metric == metric; });
  return found == kKnown.end() ? nullptr : &*found;
}

bool same_purpose(const Known& one, const Known& other) {
  const auto series = [](const Known& known) { return std::string_view(known.series ? known.series : ""); };
  return one.use == other.use && series(one) == series(other) && one.word == other.word;
}

}  // namespace laststraw::pcp
