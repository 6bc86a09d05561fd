// When something happened: as printed (Stamp), and as worked out (Instant).
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace laststraw {

using Micros = std::chrono::microseconds;

/// A moment on the wall clock, UTC.
using WallTime = std::chrono::sys_time<Micros>;

/// A time as one line prints it. The timeline turns stamps into Instants; a parser never guesses a zone or a year.
struct Stamp {
  /// Microseconds from 1970-01-01 00:00:00 to the printed date and time, both read in the zone of the line.
  std::optional<Micros> civil;
  /// The zone, where the line prints one that is certain ("Z", "UTC", "GMT", "+02:00"): civil - *utc_offset is UTC.
  std::optional<std::chrono::minutes> utc_offset;
  /// The zone's abbreviation where that is all the line prints ("CEST"); empty otherwise.
  std::string zone;
  /// Seconds since boot, the kernel's printk clock; nullopt where not printed.
  std::optional<Micros> since_boot;
  /// Size of the last printed digit: 1 us for printk, 1 s for syslog, 1 ms for csvlog.
  Micros resolution{1};
  /// false for RFC 3164 syslog: civil then lies in the year 1972 (a leap year, so that Feb 29 exists).
  bool has_year = true;

  bool operator==(const Stamp&) const = default;
};

/// When, and how sure. Slack 0: printed by the machine itself; > 0: inferred, +- this much.
struct Instant {
  std::optional<WallTime> wall;
  std::optional<Micros> since_boot;
  Micros slack{};
  bool zone_unknown = false;  ///< `wall` is the time as printed: how far its zone is from UTC is not known
};

/// "2026-11-21 03:02:21.554" of a time as the contract writes it; other texts as they are.
std::string short_time(std::string_view iso);

}  // namespace laststraw
