// The date in the banner that sysstat's tools print once.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/time.hpp"

namespace laststraw::support {

struct Day {
  Micros day{};            ///< midnight
  bool ambiguous = false;  ///< "03/04/2026" could be March or April
};

/// 2026-11-21, 11/21/2026, 11/21/26, 21.11.2026, 2026年11月21日. Fields separated by '/' are month/day unless the first cannot be a
/// month; by '.', day.month. nullopt: no date.
std::optional<Day> read_day(std::string_view word);

}  // namespace laststraw::support
