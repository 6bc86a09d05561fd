#include "timeline/clock.hpp"

#include <date/tz.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "text/say.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

using QuarterHours = std::chrono::duration<std::int64_t, std::ratio<900>>;
/// No zone is farther from UTC (Pacific/Kiritimati).
constexpr Micros kFarthestZone = 14h;
/// `dmesg -T` computes wall time from a boot time that drifts with NTP steps and suspends; this much is ordinary.
constexpr Micros kCtimeDrift = 2s;
/// A logger that is starved of memory writes a line down this much later at most; more is a clock that was set.
constexpr Micros kLoggerDelay = 30s;

std::optional<std::chrono::minutes> offset_text(const std::string& text) {
  int hours = 0, minutes = 0;
  char sign = 0;
  if (std::sscanf(text.c_str(), "%c%2d:%2d", &sign, &hours, &minutes) < 2 || (sign != '+' && sign != '-')) return std::nullopt;
  return std::chrono::minutes{(sign == '-' ? -1 : 1) * (hours * 60 + minutes)};
}

int year_of(Micros civil) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(WallTime{civil})};
  return static_cast<int>(date.year());
}

Micros with_year(Micros civil, int year) {
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(WallTime{civil});
  const std::chrono::year_month_day date{day};
  std::chrono::year_month_day moved{std::chrono::year{year}, date.month(), date.day()};
  if (!moved.ok()) moved = std::chrono::year{year} / std::chrono::February / 28;
  return civil - day.time_since_epoch() + std::chrono::sys_days{moved}.time_since_epoch();
}

template <class Visit>
void for_each_kernel_stamp(const Records& records, const Visit& visit) {
  for (const KernelCoverage& coverage : records.kernel_coverage) {
    visit(coverage.source, coverage.first);
    visit(coverage.source, coverage.last);
  }
  for (const OomReport& report : records.oom_reports) {
    visit(report.at.source, report.stamp);
    for (const Kill& kill : report.kills) visit(report.at.source, kill.stamp);
  }
  for (const SystemEvent& event : records.system_events) visit(event.cite.at.source, event.stamp);
}

}  // namespace

Clocks::Clocks(const Records& records, const ClockOptions& options)
    : known_(records.sources.size()), year_(records.sources.size()), not_after_(records.sources.size()), tz_(options.zone) {
  if (!tz_.empty() && !offset_text(tz_)) {
    try {
      date::locate_zone(tz_);
    } catch (const std::runtime_error&) {
      if (::access("/usr/share/zoneinfo", R_OK) != 0)
        throw std::invalid_argument("'" + tz_ +
                                    "': this machine has no time zones (/usr/share/zoneinfo, of the package tzdata); give +02:00");
      throw std::invalid_argument("'" + tz_ + "' is not a time zone; give an IANA name such as Europe/Berlin, or +02:00");
    }
  }
  if (const Setting* zone = find(records.pg_settings, "log_timezone")) pg_zone_ = zone->value;
  if (const auto& collected = records.host.collected_at; collected && collected->value.utc_offset)
    host_offset_ = -Micros(*collected->value.utc_offset);
  note_postgres_logs(records);
  note_years(records);
  learn_boot_from_own_lines(records);
}

void Clocks::note_postgres_logs(const Records& records) {
  for (const PgLogShape& log : records.pg_logs) {
    Known& known = known_[static_cast<std::size_t>(log.source)];
    // What syslog carried has the times of syslog.
    known.postgres = std::none_of(records.kernel_coverage.begin(), records.kernel_coverage.end(),
                                  [&](const KernelCoverage& c) { return c.source == log.source; });
    if (!log.first) continue;
    if (log.first->utc_offset)
      known.printed_zone = true;
    else
      known.abbreviation = log.first->zone;
  }
}

void Clocks::learn(const std::vector<PgZone>& zones) { zones_ = zones; }

/// As the source's own session ids tell, else as those of all other logs do: csvlog has them where stderr has not.
std::optional<std::chrono::minutes> Clocks::offset_of(SourceId source, const std::string& abbreviation) const {
  std::optional<std::chrono::minutes> found;
  for (const PgZone& zone : zones_) {
    if (zone.zone != abbreviation) continue;
    if (zone.source == source) return zone.offset;
    if (found && *found != zone.offset) return std::nullopt;
    found = zone.offset;
  }
  return found;
}

void Clocks::note_years(const Records& records) {
  // The year of anything dated among the inputs; else of the file itself.
  std::optional<int> dated;
  for (const PgLogShape& log : records.pg_logs)
    if (!dated && log.last && log.last->civil && log.last->has_year) dated = year_of(*log.last->civil);
  for_each_kernel_stamp(records, [&](SourceId, const Stamp& stamp) {
    if (!dated && stamp.civil && stamp.has_year) dated = year_of(*stamp.civil);
  });
  for (std::size_t i = 0; i < records.sources.size(); ++i) {
    if (dated)
      year_[i] = dated;
    else if (const auto& modified = records.sources[i].modified) {
      year_[i] = year_of(modified->time_since_epoch());
      not_after_[i] = *modified + 24h;
    }
  }
}

void Clocks::learn_boot_from_own_lines(const Records& records) {
  for_each_kernel_stamp(records, [&](SourceId source, const Stamp& stamp) {
    Known& known = known_[static_cast<std::size_t>(source)];
    if (stamp.utc_offset) known.printed_zone = true;
    if (!stamp.since_boot) return;
    const auto utc = to_utc(known, stamp);
    if (!utc || !stamp.civil) return;
    // The logger's stamp is taken when the line reaches it, so the least difference is the best.
    const Micros boot = utc->time - *stamp.since_boot;
    if (!known.boot || boot < *known.boot) known.boot = boot;
    known.zone_unknown = utc->zone_unknown;
    known.slack = std::max(known.slack, stamp.resolution);
    known.how = say("boot clock placed by its own lines, which print both clocks");
  });
}

std::optional<Micros> Clocks::zone_offset(const std::string& zone, Micros civil) const {
  if (zone.empty()) return std::nullopt;
  if (const auto offset = offset_text(zone)) return -Micros(*offset);
  try {
    const auto local = date::local_time<Micros>{civil};
    const date::local_info info = date::locate_zone(zone)->get_info(local);
    return -Micros(info.first.offset);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

std::optional<Micros> Clocks::civil_of(const Known& known, const Stamp& stamp) const {
  if (!stamp.civil || stamp.has_year) return stamp.civil;
  const auto source = static_cast<std::size_t>(&known - known_.data());
  if (!year_[source]) return std::nullopt;
  const Micros civil = with_year(*stamp.civil, *year_[source]);
  return not_after_[source] && WallTime{civil} > *not_after_[source] ? with_year(*stamp.civil, *year_[source] - 1) : civil;
}

std::optional<Clocks::Utc> Clocks::to_utc(const Known& known, const Stamp& stamp) const {
  const auto civil = civil_of(known, stamp);
  if (!civil) return std::nullopt;
  if (stamp.utc_offset) return Utc{*civil - *stamp.utc_offset};
  const bool labelled = !stamp.zone.empty();
  if (labelled)
    if (const auto offset = offset_of(static_cast<SourceId>(&known - known_.data()), stamp.zone)) return Utc{*civil - *offset};
  if (!tz_.empty())
    if (const auto offset = zone_offset(tz_, *civil)) return Utc{*civil + *offset};
  if (labelled || known.postgres)
    if (const auto offset = zone_offset(pg_zone_, *civil)) return Utc{*civil + *offset};
  if (known.civil_offset) return Utc{*civil + *known.civil_offset, known.zone_unknown};
  // An abbreviation ("CST") is a zone of its own, and no one's in particular: it is neither the host's nor UTC.
  if (labelled) return Utc{*civil, true};
  if (host_offset_) return Utc{*civil + *host_offset_};
  return Utc{*civil};  // nothing says otherwise: read as UTC, and described as such
}

Instant Clocks::when(SourceId source, const Stamp& stamp) const {
  const Known& known = known_[static_cast<std::size_t>(source)];
  Instant instant;
  instant.since_boot = stamp.since_boot;
  const auto utc = to_utc(known, stamp);
  // A syslog line prints when it arrived and when it happened: the latter is on the boot clock.
  const bool both = utc && stamp.since_boot && known.boot && std::chrono::abs(*known.boot + *stamp.since_boot - utc->time) < kLoggerDelay;
  if (both) {
    instant.wall = WallTime{*known.boot + *stamp.since_boot};
    instant.slack = stamp.resolution > 1ms ? stamp.resolution : Micros{0};
    instant.zone_unknown = utc->zone_unknown;
  } else if (utc) {
    instant.wall = WallTime{utc->time};
    instant.slack = std::max(known.civil_offset ? known.slack : Micros{0}, stamp.resolution > 1ms ? stamp.resolution : Micros{0});
    instant.zone_unknown = utc->zone_unknown;
  } else if (stamp.since_boot && known.boot) {
    instant.wall = WallTime{*known.boot + *stamp.since_boot};
    instant.slack = known.slack;
    instant.zone_unknown = known.zone_unknown;
  }
  if (instant.wall && known.conflict) *instant.wall += known.conflict->by;
  return instant;
}

std::optional<WallTime> Clocks::boot_of(SourceId source) const {
  const auto& boot = known_[static_cast<std::size_t>(source)].boot;
  return boot ? std::optional(WallTime{*boot}) : std::nullopt;
}

void Clocks::align(const std::vector<SharedEvent>& events) {
  for (const SharedEvent& event : events) {
    Known& known = known_[static_cast<std::size_t>(event.source)];
    const Micros other = event.other.wall->time_since_epoch();
    const bool labelled = !event.stamp.zone.empty();
    if (event.stamp.civil && !event.stamp.utc_offset && event.stamp.has_year && tz_.empty() && (!host_offset_ || labelled)) {
      // A zone is a whole number of quarter hours; what is left over is slack.
      const Micros difference = other - *event.stamp.civil;
      const Micros offset = std::chrono::round<QuarterHours>(difference);
      if (known.civil_offset || std::chrono::abs(offset) > kFarthestZone) continue;
      known.civil_offset = offset;
      known.zone_unknown = event.other.zone_unknown;
      known.slack = std::max<Micros>(kCtimeDrift, std::chrono::abs(difference - offset));
      known.how = say("zone found by a shared event: {0}", event.what);
    } else if (event.stamp.since_boot && !event.stamp.civil) {
      // The other side saw it at the earliest when it happened, so the least difference is nearest.
      const Micros boot = other - *event.stamp.since_boot;
      if (known.boot && known.slack <= event.late) continue;
      known.boot = boot - event.late / 2;
      known.zone_unknown = event.other.zone_unknown;
      known.slack = std::max<Micros>(event.late - event.late / 2, 1ms);
      known.how = say("boot clock placed by a shared event: {0}", event.what);
    }
  }
}

void Clocks::resolve(const ZoneConflict& conflict) { known_[static_cast<std::size_t>(conflict.moved)].conflict = conflict; }

const ZoneConflict* Clocks::conflict_of(SourceId source) const {
  const auto& conflict = known_[static_cast<std::size_t>(source)].conflict;
  return conflict ? &*conflict : nullptr;
}

std::vector<SourceClock> Clocks::describe() const {
  std::vector<SourceClock> clocks;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    SourceClock& clock = clocks.emplace_back(described(i));
    clock.slack = known_[i].slack;
    if (const auto& conflict = known_[i].conflict) clock.offset += conflict->by, clock.how = conflict->what;
  }
  return clocks;
}

/// Zone, offset, and how both are known: the first way that leads anywhere.
SourceClock Clocks::described(std::size_t source) const {
  const Known& known = known_[source];
  const std::string& name = known.abbreviation;
  if (known.printed_zone) return {say("as printed"), {}, {}, known.how};
  if (const auto told = name.empty() ? std::nullopt : offset_of(static_cast<SourceId>(source), name))
    return {name, -Micros(*told), {}, say("the session ids, which hold the time of the start in UTC, tell what {0} means", name)};
  if (known.boot) return {say("boot clock"), *known.boot, {}, known.how};
  if (known.civil_offset) return {say("local"), *known.civil_offset, {}, known.how};
  if (!tz_.empty()) return {tz_, {}, {}, say("as given by --tz")};
  if (known.postgres && !pg_zone_.empty()) return {pg_zone_, {}, {}, say("the server's log_timezone")};
  if (!name.empty()) return {name, {}, {}, say("the offset of {0} is not known: its times are shown as printed", name)};
  if (host_offset_) return {say("local"), *host_offset_, {}, say("the zone of the `date` output among the inputs")};
  return {say("unknown"), {}, {}, say("times that print no zone are read as UTC")};
}

}  // namespace laststraw::timeline
