#include "timeline/kernel_silence.hpp"

#include <algorithm>
#include <cstdio>

#include "timeline/namespaces.hpp"
#include "timeline/titles.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

/// A kernel that drops messages says so when it can print again.
constexpr Micros kDropped = 10min;
/// A kill of a PostgreSQL process so near may be the very death, under the pid of another namespace.
constexpr Micros kSameDeath = 30s;

/// When the inputs were collected: "2026-11-21T03:02:33+00:00", as `date -Is` prints it.
std::optional<WallTime> collected_at(const Records& records) {
  const Setting* const printed = find(records.host, "collected_at");
  if (!printed) return std::nullopt;
  int year = 0, hour = 0, minute = 0, second = 0, zone_hours = 0, zone_minutes = 0;
  unsigned month = 0, day = 0;
  char sign = '+';
  const int read = std::sscanf(printed->value.c_str(), "%4d-%2u-%2u%*1[T ]%2d:%2d:%2d%c%2d:%2d", &year, &month, &day, &hour, &minute,
                               &second, &sign, &zone_hours, &zone_minutes);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (read < 6 || !date.ok()) return std::nullopt;
  const Micros zone = (read >= 8 ? 1 : 0) * (sign == '-' ? -1 : 1) * (std::chrono::hours{zone_hours} + std::chrono::minutes{zone_minutes});
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} - zone;
}

bool lines_were_dropped(const Incident& incident, SourceId log, const Aligned& aligned) {
  const auto window = aligned.system_events.between(*incident.when.wall - kDropped, *incident.when.wall + kDropped);
  return std::any_of(window.begin(), window.end(), [&](const auto& entry) {
    return entry.what->kind == SystemEventKind::dump_suppressed && aligned.hosts.may_be_same(entry.what->cite.at.source, log);
  });
}

/// The kernel did kill a PostgreSQL process then, and nothing shows that it was not this one.
bool may_speak_of_it(const Incident& incident, SourceId source, const Aligned& aligned) {
  for (const CopiedReport& report : aligned.reports) {
    const Instant at = when(report, aligned.clocks);
    if (!aligned.hosts.may_be_same(report.best().at.source, source) ||
        (at.wall && std::chrono::abs(*at.wall - *incident.when.wall) > kSameDeath))
      continue;
    const bool of_postgres =
        std::any_of(report.best().kills.begin(), report.best().kills.end(), [](const Kill& kill) { return is_postgres_comm(kill.comm); });
    if (!of_postgres && !report.best().kills.empty()) continue;
    const Crash* crash = nullptr;
    for (const Crash& one : aligned.crashes)
      if (one.death == incident.postgres.death) crash = &one;
    if (!crash || compare_pids(report.best(), *crash, aligned) != Pids::same) return true;
  }
  return false;
}

}  // namespace

void note_kernel_silence(Incident& incident, SourceId source, const Aligned& aligned) {
  if (!incident.when.wall || incident.when.zone_unknown || incident.report) return;
  if (!incident.witnesses.empty() || may_speak_of_it(incident, source, aligned)) return;
  const auto collected = collected_at(aligned.records);
  for (const KernelCoverage& coverage : aligned.records.kernel_coverage) {
    if (!coverage.last_kernel || !aligned.hosts.may_be_same(coverage.source, source) || !Hosts::may_be_same(coverage.host, incident.host))
      continue;
    const Instant first = aligned.clocks.when(coverage.source, *coverage.first_kernel),
                  last = aligned.clocks.when(coverage.source, *coverage.last_kernel);
    if (!first.wall || *first.wall > *incident.when.wall) continue;
    // The kernel goes on to speak afterwards; or it is the ring buffer, which holds all up to the time of its collection.
    const bool goes_on = last.wall && *last.wall >= *incident.when.wall,
               ring = coverage.ring && collected && *collected >= *incident.when.wall;
    if ((!goes_on && !ring) || lines_were_dropped(incident, coverage.source, aligned)) continue;
    incident.kernel_log_covers = true;
    incident.kernel_log_cite = coverage.last_cite;
    return;
  }
}

}  // namespace laststraw::timeline
