#include "timeline/kernel_silence.hpp"

#include <algorithm>

#include "timeline/namespaces.hpp"
#include "timeline/titles.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

/// A kernel that drops messages says so when it can print again.
constexpr Micros kDropped = 10min;
/// A kill of a PostgreSQL process so near may be the very death, under the pid of another namespace.
constexpr Micros kSameDeath = 30s;

/// When the inputs were collected: as `date -Is` prints it, in UTC where it names no zone.
std::optional<WallTime> collected_at(const Records& records) {
  const auto& printed = records.host.collected_at;
  if (!printed || !printed->value.civil) return std::nullopt;
  return WallTime(*printed->value.civil - printed->value.utc_offset.value_or(std::chrono::minutes{0}));
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
