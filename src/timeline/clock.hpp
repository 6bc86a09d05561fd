// Puts every printed time on one clock, UTC, and says how and how surely.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "laststraw/incident.hpp"

namespace laststraw::timeline {

struct ClockOptions {
  std::string zone;  ///< --tz: an IANA name, or "+02:00"; the zone of stamps that print none. Empty: not given.
};

/// What two sources both saw: how far the printed time of one of them, mostly a kernel log, is from UTC.
struct SharedEvent {
  SourceId source{};
  Stamp stamp;
  Instant other;  ///< when the other source saw it; its `wall` is known
  Micros late{};  ///< the other source saw it at most this much later than it happened
  Sentence what;  ///< "the postmaster reports the death of pid 372"
};

/// The same death in two sources whose zones contradict each other.
struct ZoneConflict {
  SourceId moved{};  ///< the source whose times are put right, ...
  Micros by{};       ///< ... by this
  Sentence what;
};

class Clocks {
 public:
  /// Throws std::invalid_argument where options.zone is not a zone.
  Clocks(const Records& records, const ClockOptions& options);

  /// Uses the zones that PostgreSQL's session ids tell.
  void learn(const std::vector<PgZone>& zones);

  /// Uses what both sides saw for those sources whose stamps alone do not lead to UTC.
  void align(const std::vector<SharedEvent>& events);

  /// Moves a source's clock where its zone is shown to be wrong.
  void resolve(const ZoneConflict& conflict);
  /// What resolve() did to this source; null: nothing.
  const ZoneConflict* conflict_of(SourceId source) const;

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
    Sentence how;
    bool printed_zone = false;  // a stamp with a certain zone was met
    bool zone_unknown = false;  // `boot` and `civil_offset` lead to a clock whose own zone is not known
    bool postgres = false;      // a server's log, in the zone of log_timezone
    std::string abbreviation;   // what stands behind its times where that is all they print
    std::optional<ZoneConflict> conflict;
  };
  struct Utc {
    Micros time;
    bool zone_unknown = false;
  };
  std::optional<Utc> to_utc(const Known& known, const Stamp& stamp) const;
  std::optional<Micros> civil_of(const Known& known, const Stamp& stamp) const;
  std::optional<std::chrono::minutes> offset_of(SourceId source, const std::string& abbreviation) const;
  std::optional<Micros> zone_offset(const std::string& zone, Micros civil) const;
  SourceClock described(std::size_t source) const;
  void learn_boot_from_own_lines(const Records& records);
  void note_postgres_logs(const Records& records);
  void note_years(const Records& records);

  std::vector<Known> known_;
  std::vector<PgZone> zones_;
  std::vector<std::optional<int>> year_;            // per source, for stamps without one
  std::vector<std::optional<WallTime>> not_after_;  // per source whose year is the file's own: no line is younger than the file
  std::string tz_;                                  // --tz, else log_timezone for PostgreSQL's abbreviations
  std::string pg_zone_;
  std::optional<Micros> host_offset_;  // local + offset = UTC, from `date` among the inputs
};

}  // namespace laststraw::timeline
