// Near misses: times when memory all but ran out, as histories and snapshots show them, whatever came of it.
#pragma once

#include <vector>

#include "timeline/aligned.hpp"

namespace laststraw::timeline {

struct NearMiss {
  Pressure pressure;
  Instant worst;  ///< when it was at its worst; empty for a snapshot without a time
  SourceId source{};
  bool zone_is_certain = true;  ///< false: the history prints no zone, so that its times may be hours off
};

/// One of each stretch and machine, in order of time.
std::vector<NearMiss> near_misses_in_histories(const Aligned& aligned);

/// What the snapshots show that have no time, at most one.
std::vector<NearMiss> near_misses_in_snapshots(const Aligned& aligned);

}  // namespace laststraw::timeline
