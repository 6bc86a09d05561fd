// A time as people ask for it: "2026-11-21T03:00", "03:01", "yesterday 03:00", "-2h".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "laststraw/time.hpp"

namespace laststraw {

/// What has no date counts from the newest thing that was read: logs are looked at on other machines and on other days.
struct AskedTime {
  enum class Kind {
    moment,  ///< a date and a time
    clock,   ///< a time of day: the last time it was that late, at or before the newest
    day,     ///< a time of the newest's day, or of the one `days` before
    before   ///< so long before the newest
  };
  Kind kind = Kind::moment;
  WallTime moment{};  ///< moment
  Micros duration{};  ///< clock, day: since midnight UTC; before: how long
  int days = 0;       ///< day
  Micros further{};   ///< added in the end

  WallTime resolved(WallTime newest) const;
};

/// nullopt: no such time. Dates and times of day are UTC unless they say Z or an offset.
std::optional<AskedTime> asked_time(std::string_view text);

/// From when until when; an end that is not there is open.
struct TimeWindow {
  std::optional<WallTime> since, until;
  bool holds(WallTime time) const { return (!since || time >= *since) && (!until || time <= *until); }
};
/// The same as asked for: "--since 23:50 --until 00:10" is one night.
struct AskedWindow {
  std::optional<AskedTime> since, until;
  bool any() const { return since || until; }
  /// Whether it depends on what the newest time is.
  bool is_relative() const;
  TimeWindow resolved(WallTime newest) const;
};

}  // namespace laststraw
