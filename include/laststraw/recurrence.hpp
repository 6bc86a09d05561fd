// What happens again and again: incidents of one input that are one story.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "laststraw/sentence.hpp"
#include "laststraw/time.hpp"

namespace laststraw {

/// What the incidents have in common, the most telling first.
enum class SharedTrait { statement, application, role, program, unit, cause };

struct Recurrence {
  std::vector<int> incidents;  ///< their ids, in order of time; two at least
  SharedTrait by{};
  bool of_victims = false;        ///< it is what their victims have in common: no culprit is known
  Sentence what;                  ///< "3 incidents have the same culprit: the statement ..."
  std::optional<WallTime> since;  ///< of the first
  bool zone_unknown = false;      ///< `since` is the time as printed
  Sentence every;                 ///< "every day at about 03:01 UTC"; empty: no rhythm is seen
  Sentence look_at;               ///< what may start it, and where to look; empty: nothing tells
  Sentence growth;                ///< that it grew, or was alike, from each to the next; empty: neither, or a size is not known
  std::string fingerprint;        ///< of the statement; empty where it is not what they share
};

}  // namespace laststraw
