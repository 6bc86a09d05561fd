// Puts every printed time on one clock, UTC, and says how and how surely.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "laststraw/incident.hpp"

namespace laststraw::timeline {

struct ClockOptions {
  std::string zone;   ///< --tz: an IANA name, or "+02:00"; the zone of stamps that print none. Empty: not given.
};

/// What a kernel log and another source both saw: how far the printed kernel time is from UTC.
struct SharedEvent {
  SourceId kernel_source{};
  Stamp kernel;
  WallTime other;        ///< when the other source saw it
  Micros late{};         ///< the other source saw it at most this much later than it happened
  std::string what;      ///< "the postmaster reports the death of pid 372"
};

class Clocks {
 public:
  /// Throws std::invalid_argument where options.zone is not a zone.
  Clocks(const Records& records, const ClockOptions& options);

  /// Uses what both sides saw for those kernel sources whose stamps alone do not lead to UTC.
  void align(const std::vector<SharedEvent>& events);

  /// The printed time as an instant; `wall` empty where nothing leads there.
  Instant when(SourceId source, const Stamp& stamp) const;
  Instant when(const Citation& cite, const Stamp& stamp) const { return when(cite.at.source, stamp); }

  /// UTC of boot, where this source's boot clock has been placed.
  std::optional<WallTime> boot_of(SourceId source) const;

  /// One entry per source, for the report.
  std::vector<SourceClock> describe() const;

 private:
  struct Known {                         // per source
    std::optional<Micros> boot;          // UTC of boot
    std::optional<Micros> civil_offset;  // UTC - civil, for stamps without a zone
    Micros slack{};
    std::string how;
    bool printed_zone = false;           // a stamp with a certain zone was met
  };
  std::optional<Micros> to_utc(const Known& known, const Stamp& stamp) const;
  std::optional<Micros> zone_offset(const std::string& zone, Micros civil) const;
  void learn_boot_from_own_lines(const Records& records);
  void note_years(const Records& records);

  std::vector<Known> known_;
  std::vector<std::optional<int>> year_;       // per source, for stamps without one
  std::vector<std::optional<WallTime>> not_after_;  // per source whose year is the file's own: no line is younger than the file
  std::string tz_;                             // --tz, else log_timezone for PostgreSQL's abbreviations
  std::string pg_zone_;
  std::optional<Micros> host_offset_;          // local + offset = UTC, from `date` among the inputs
};

}  // namespace laststraw::timeline
