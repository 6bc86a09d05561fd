// All histories on one clock, sorted once; an incident looks at them through windows.
#pragma once

#include <string>
#include <vector>

#include "laststraw/incident.hpp"
#include "timeline/clock.hpp"
#include "timeline/hosts.hpp"

namespace laststraw::timeline {

class Histories {
 public:
  Histories(const Records& records, const Clocks& clocks, const Hosts& hosts);

  /// The series of the machine that `source` is of, within a day of `when`; of one name, the one with the most points in that day. A date without
  /// a zone that only happens to fall on the same points loses to one that prints its zone. Windows into this.
  std::vector<AlignedSeries> around(const Instant& when, SourceId source) const;

  struct History {
    std::string name, unit;
    SourceId source{};
    bool zone_is_certain = false;
    std::vector<AlignedSeries::Point> points;  ///< ascending, not empty
  };
  const std::vector<History>& all() const { return histories_; }

 private:
  const Hosts& hosts_;
  std::vector<History> histories_;
};

}  // namespace laststraw::timeline
