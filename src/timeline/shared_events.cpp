#include "timeline/shared_events.hpp"

#include <algorithm>
#include <unordered_map>

#include "text/say.hpp"
#include "timeline/titles.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

using QuarterHours = std::chrono::duration<std::int64_t, std::ratio<900>>;
constexpr Micros kFarthest = 26h;  ///< from -12 to +14
constexpr Micros kReported = 10s;  ///< the postmaster reports a death this soon

/// One printed kill: the same kill has one in each copy of its report.
struct PrintedKill {
  SourceId source{};
  const Kill* kill = nullptr;
};

using KillsByPid = std::unordered_map<std::int32_t, std::vector<PrintedKill>>;

KillsByPid kills_by_pid(const std::vector<CopiedReport>& reports) {
  KillsByPid found;
  for (const CopiedReport& report : reports)
    for (const OomReport* copy : report.copies)
      for (const Kill& kill : copy->kills) found[number(kill.pid)].push_back({copy->at.source, &kill});
  return found;
}

/// A kill at the very time explains a death: another of the same pid is another process.
bool explained(const Instant& died, const std::vector<PrintedKill>& kills, const Clocks& clocks) {
  return std::any_of(kills.begin(), kills.end(), [&](const PrintedKill& printed) {
    const Instant killed = clocks.when(printed.source, printed.kill->stamp);
    return killed.wall && std::chrono::abs(*died.wall - *killed.wall) < kReported;
  });
}

/// And the other way round: the postmaster reported this kill when it happened.
bool reported_otherwise(WallTime killed, const std::vector<WallTime>& deaths) {
  return std::any_of(deaths.begin(), deaths.end(), [&](WallTime died) { return std::chrono::abs(died - killed) < kReported; });
}

}  // namespace

std::vector<SharedEvent> shared_with_postgres(const std::vector<CopiedReport>& reports, const PgHistory& history, const Clocks& clocks) {
  const KillsByPid kills = kills_by_pid(reports);
  std::vector<SharedEvent> shared;
  for (const PgEvent& event : history.events) {
    if (event.kind != PgEventKind::child_died) continue;
    const Instant seen = clocks.when(event.cite, event.stamp);
    if (!seen.wall) continue;
    const auto found = kills.find(number(*event.subject));
    if (found == kills.end()) continue;
    for (const PrintedKill& printed : found->second) {
      if (!is_postgres_comm(printed.kill->comm)) continue;
      const Sentence what = say("the kernel kills pid {0}, the postmaster reports its death", number(*event.subject));
      const Instant killed = clocks.when(printed.source, printed.kill->stamp);
      // Of two clocks the one whose zone is known places the other.
      if (seen.zone_unknown && killed.wall && !killed.zone_unknown)
        shared.push_back({event.cite.at.source, event.stamp, killed, 1s, what});
      else
        shared.push_back({printed.source, printed.kill->stamp, seen, 1s, what});
    }
  }
  return shared;
}

std::vector<ZoneConflict> zone_conflicts(const std::vector<CopiedReport>& reports, const PgHistory& history, const Clocks& clocks) {
  const KillsByPid kills = kills_by_pid(reports);
  std::unordered_map<std::int32_t, std::vector<WallTime>> deaths;
  for (const PgEvent& event : history.events)
    if (event.kind == PgEventKind::child_died)
      if (const Instant died = clocks.when(event.cite, event.stamp); died.wall) deaths[number(*event.subject)].push_back(*died.wall);
  std::vector<ZoneConflict> conflicts;
  for (const PgEvent& event : history.events) {
    if (event.kind != PgEventKind::child_died || event.signal != 9) continue;
    const auto found = kills.find(number(*event.subject));
    const Instant died = clocks.when(event.cite, event.stamp);
    if (found == kills.end() || !died.wall) continue;
    std::vector<ZoneConflict> of_this;
    for (const PrintedKill& printed : found->second) {
      const Instant killed = clocks.when(printed.source, printed.kill->stamp);
      if (!is_postgres_comm(printed.kill->comm) || !killed.wall) continue;
      const Micros apart = *died.wall - *killed.wall, quarters = std::chrono::round<QuarterHours>(apart);
      if (quarters == Micros{0} || reported_otherwise(*killed.wall, deaths[number(*event.subject)]) ||
          std::chrono::abs(quarters) > kFarthest || std::chrono::abs(apart - quarters) > kReported)
        continue;
      // The one whose zone somebody or something else assumed is more likely wrong than the one that prints it.
      const bool kernel_prints = printed.kill->stamp.utc_offset || printed.kill->stamp.since_boot,
                 postgres_prints = event.stamp.utc_offset.has_value();
      const Sentence what = say(
          "pid {0} dies twice, {1} apart, in the kernel's log and in PostgreSQL's: taken for one death and a wrong time zone (is --tz right?)",
          number(*event.subject), how_long(std::chrono::abs(quarters)));
      if (kernel_prints && !postgres_prints)
        of_this.push_back({event.cite.at.source, -quarters, what});
      else
        of_this.push_back({printed.source, quarters, what});
    }
    if (!of_this.empty() && !explained(died, found->second, clocks)) conflicts.insert(conflicts.end(), of_this.begin(), of_this.end());
  }
  return conflicts;
}

std::vector<SharedEvent> shared_with_captures(const std::vector<CopiedReport>& reports, const Records& records, const Clocks& clocks) {
  const KillsByPid kills = kills_by_pid(reports);
  if (kills.empty()) return {};
  std::unordered_map<std::int32_t, std::size_t> last_seen;  // in which capture
  std::vector<Instant> taken;
  for (const ProcessList& list : records.process_lists) {
    const Instant instant = list.stamp ? clocks.when(list.cite, *list.stamp) : Instant{};
    if (!instant.wall) continue;
    taken.push_back(instant);
    for (const ProcessRow& row : list.rows)
      if (kills.contains(number(row.pid))) last_seen[number(row.pid)] = taken.size() - 1;
  }
  std::vector<SharedEvent> shared;
  for (const CopiedReport& report : reports)
    for (const OomReport* copy : report.copies)
      for (const Kill& kill : copy->kills) {
        const auto found = last_seen.find(number(kill.pid));
        if (found == last_seen.end() || found->second + 1 >= taken.size()) continue;
        const Instant &alive = taken[found->second], &gone = taken[found->second + 1];
        shared.push_back({copy->at.source, kill.stamp, gone, *gone.wall - *alive.wall,
                          say("process {0} vanishes between two captures", number(kill.pid))});
      }
  return shared;
}

std::vector<SharedEvent> shared_with_series(const std::vector<CopiedReport>& reports, const Records& records, const Clocks& clocks) {
  std::vector<SharedEvent> shared;
  for (const Series& series : records.series) {
    if (series.name != "memcg_anon_bytes" && series.name != "anon_bytes") continue;
    const SeriesPoint *before = nullptr, *after = nullptr;
    for (std::size_t i = 1; i < series.points.size(); ++i)
      if (!before || series.points[i - 1].value - series.points[i].value > before->value - after->value)
        before = &series.points[i - 1], after = &series.points[i];
    if (!before) continue;
    const Instant held = clocks.when(series.source, before->stamp), freed = clocks.when(series.source, after->stamp);
    if (!held.wall || !freed.wall) continue;
    for (const CopiedReport& report : reports)
      for (const OomReport* copy : report.copies)
        for (const Kill& kill : copy->kills) {
          const double size = kill.anon_rss ? static_cast<double>(kill.anon_rss->count) : 0;
          const double fall = before->value - after->value;
          if (size < before->value / 3 || fall < size * 0.5 || fall > size * 1.5) continue;
          shared.push_back({copy->at.source, kill.stamp, freed, *freed.wall - *held.wall,
                            say("what pid {0} held comes free between two points of {1}", number(kill.pid), series.name)});
        }
  }
  return shared;
}

}  // namespace laststraw::timeline
