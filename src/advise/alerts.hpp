// Thresholds to be alerted at, tried on the incident's own history.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/facts.hpp"

namespace laststraw::advise {

struct Alert {
  std::string_view step;                       ///< its id in the table of steps
  Sentence text;                               ///< what to alert on
  std::string expression;                      ///< for Prometheus (docs/ALERTS.md)
  std::optional<std::chrono::seconds> before;  ///< so long before the incident it would have fired for good; nullopt: not, or not known
  Sentence said;
  std::optional<Citation> cite;  ///< the sample that crosses it
};

/// Those that this incident's scope has: of the group, or of the machine.
std::vector<Alert> alerts_of(const judge::Facts& facts);

}  // namespace laststraw::advise
