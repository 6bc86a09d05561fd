// Which incidents of one input are one story: the same statement, role, application, program, unit or cause.
#pragma once

#include <vector>

#include "laststraw/incident.hpp"
#include "laststraw/recurrence.hpp"
#include "laststraw/verdict.hpp"

namespace laststraw::judge {

/// An incident and what was said of it.
struct Judged {
  const Incident* incident = nullptr;
  const Judgement* judgement = nullptr;
};

/// Stories of two incidents at least, the longest first. An incident is in one story: that of the most telling thing which it shares
/// with another. Where no culprit is known, its victim counts.
std::vector<Recurrence> recurrences(const std::vector<Judged>& judged);

/// `every`: "every day at about 03:01 UTC", "every 10 min"; empty where there is no rhythm. `timer`: there are enough to tell that a
/// timer may be behind it.
struct Rhythm {
  Sentence every;
  bool timer = false;
};
/// `times`: ascending.
Rhythm rhythm(const std::vector<WallTime>& times, bool zone_unknown);

}  // namespace laststraw::judge
