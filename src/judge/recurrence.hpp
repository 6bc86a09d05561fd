// Which incidents of one input are one story: the same statement, role, application, program, unit or cause.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>
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

/// Incidents are one story by the first of these that they share.
constexpr std::array<SharedTrait, 6> kMostTelling{SharedTrait::statement, SharedTrait::application, SharedTrait::role,
                                                  SharedTrait::program,   SharedTrait::cause,       SharedTrait::unit};

/// What one incident shares with others: of its culprit, or of its victim where no culprit is known. The keys live elsewhere.
struct Shares {
  bool of_victim = false;
  std::vector<std::pair<SharedTrait, std::string_view>> keys;
};
/// Incidents that are one story, by their place in the list.
struct Grouped {
  SharedTrait by{};
  std::vector<std::size_t> members;  ///< ascending; two at least
};
/// The rule by which recurrences() joins: the longest first.
std::vector<Grouped> grouped(const std::vector<Shares>& all);

/// "3 incidents have the same culprit: the statement ..."; `name`: of the trait.
Sentence what_recurs(SharedTrait by, bool of_victims, std::size_t incidents, const Sentence& name);
/// `sizes`: in order of time. Empty where one is not known, or it does not grow each time.
Sentence growth(const std::vector<std::optional<Bytes>>& sizes);
/// What may start what has a timer's rhythm.
Sentence timer_advice();

/// `every`: "every day at about 03:01 UTC", "every 10 min"; empty where there is no rhythm. `timer`: there are enough to tell that a
/// timer may be behind it.
struct Rhythm {
  Sentence every;
  bool timer = false;
};
/// `times`: ascending.
Rhythm rhythm(const std::vector<WallTime>& times, bool zone_unknown);

}  // namespace laststraw::judge
