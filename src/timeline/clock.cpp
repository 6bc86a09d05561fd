#include "timeline/clock.hpp"

#include <date/tz.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "text/say.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

constexpr Micros kQuarterHour = 15min;
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
      throw std::invalid_argument("'" + tz_ + "' is not a time zone; give an IANA name such as Europe/Berlin, or +02:00");
    }
  }
  if (const Setting* zone = find(records.pg_settings, "log_timezone")) pg_zone_ = zone->value;
  if (const Setting* zone = find(records.host, "zone"))
    if (const auto offset = offset_text(zone->value)) host_offset_ = -Micros(*offset);
  note_years(records);
  learn_boot_from_own_lines(records);
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
    if (dated) year_[i] = dated;
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
    const Micros boot = *utc - *stamp.since_boot;
    if (!known.boot || boot < *known.boot) known.boot = boot;
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

std::optional<Micros> Clocks::to_utc(const Known& known, const Stamp& stamp) const {
  if (!stamp.civil) return std::nullopt;
  Micros civil = *stamp.civil;
  if (!stamp.has_year) {
    const auto& year = year_[static_cast<std::size_t>(&known - known_.data())];
    if (!year) return std::nullopt;
    const auto& not_after = not_after_[static_cast<std::size_t>(&known - known_.data())];
    const Micros printed = civil;
    civil = with_year(printed, *year);
    if (not_after && WallTime{civil} > *not_after) civil = with_year(printed, *year - 1);
  }
  if (stamp.utc_offset) return civil - *stamp.utc_offset;
  if (!tz_.empty())
    if (const auto offset = zone_offset(tz_, civil)) return civil + *offset;
  if (!stamp.zone.empty())
    if (const auto offset = zone_offset(pg_zone_, civil)) return civil + *offset;
  if (known.civil_offset) return civil + *known.civil_offset;
  if (host_offset_) return civil + *host_offset_;
  return civil;      // nothing says otherwise: read as UTC, and described as such
}

Instant Clocks::when(SourceId source, const Stamp& stamp) const {
  const Known& known = known_[static_cast<std::size_t>(source)];
  Instant instant;
  instant.since_boot = stamp.since_boot;
  const auto utc = to_utc(known, stamp);
  // A syslog line prints when it arrived and when it happened: the latter is on the boot clock.
  const bool both = utc && stamp.since_boot && known.boot && std::chrono::abs(*known.boot + *stamp.since_boot - *utc) < kLoggerDelay;
  if (both) {
    instant.wall = WallTime{*known.boot + *stamp.since_boot};
    instant.slack = stamp.resolution > 1ms ? stamp.resolution : Micros{0};
  } else if (utc) {
    instant.wall = WallTime{*utc};
    instant.slack = std::max(known.civil_offset ? known.slack : Micros{0}, stamp.resolution > 1ms ? stamp.resolution : Micros{0});
  } else if (stamp.since_boot && known.boot) {
    instant.wall = WallTime{*known.boot + *stamp.since_boot};
    instant.slack = known.slack;
  }
  return instant;
}

std::optional<WallTime> Clocks::boot_of(SourceId source) const {
  const auto& boot = known_[static_cast<std::size_t>(source)].boot;
  return boot ? std::optional(WallTime{*boot}) : std::nullopt;
}

void Clocks::align(const std::vector<SharedEvent>& events) {
  for (const SharedEvent& event : events) {
    Known& known = known_[static_cast<std::size_t>(event.kernel_source)];
    const Micros other = event.other.time_since_epoch();
    if (event.kernel.civil && !event.kernel.utc_offset && event.kernel.has_year && tz_.empty() && !host_offset_) {
      // A zone is a whole number of quarter hours; what is left over is slack.
      const Micros difference = other - *event.kernel.civil;
      const auto quarters = (difference + kQuarterHour / 2).count() >= 0
                                ? (difference + kQuarterHour / 2) / kQuarterHour
                                : -((-difference + kQuarterHour / 2) / kQuarterHour);
      if (known.civil_offset) continue;
      known.civil_offset = quarters * kQuarterHour;
      known.slack = std::max<Micros>(kCtimeDrift, std::chrono::abs(difference - *known.civil_offset));
      known.how = say("zone found by a shared event: {0}", event.what);
    } else if (event.kernel.since_boot && !event.kernel.civil) {
      // The other side saw it at the earliest when it happened, so the least difference is nearest.
      const Micros boot = other - *event.kernel.since_boot;
      if (known.boot && known.slack <= event.late) continue;
      known.boot = boot - event.late / 2;
      known.slack = std::max<Micros>(event.late - event.late / 2, 1ms);
      known.how = say("boot clock placed by a shared event: {0}", event.what);
    }
  }
}

std::vector<SourceClock> Clocks::describe() const {
  std::vector<SourceClock> clocks(known_.size());
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const Known& known = known_[i];
    SourceClock& clock = clocks[i];
    clock.slack = known.slack;
    clock.how = known.how;
    if (known.printed_zone) {
      clock.zone = "as printed";
    } else if (known.boot) {
      clock.zone = "boot clock";
      clock.offset = *known.boot;
    } else if (known.civil_offset) {
      clock.zone = "local";
      clock.offset = *known.civil_offset;
    } else if (!tz_.empty()) {
      clock.zone = tz_;
      clock.how = say("as given by --tz");
    } else if (host_offset_) {
      clock.zone = "local";
      clock.offset = *host_offset_;
      clock.how = say("the zone of the `date` output among the inputs");
    } else {
      clock.zone = "unknown";
      clock.how = say("times that print no zone are read as UTC");
    }
  }
  return clocks;
}

}  // namespace laststraw::timeline
