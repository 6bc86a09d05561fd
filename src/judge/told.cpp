#include "judge/told.hpp"

#include <algorithm>

#include "judge/excerpt.hpp"
#include "judge/words.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

constexpr std::size_t kMost = 4;

void tell_of_memory_left(Told& told, const Facts& facts) {
  if (!facts.was_left || facts.shortage == Shortage::unknown) return;
  told.push_back({facts.shortage == Shortage::no ? say("memory was not short: {0}", facts.was_left->value)
                                                 : say("memory was short: {0}", facts.was_left->value),
                  facts.was_left->cite});
}

void tell_of_limit(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.report || (!incident.oom_witnessed && incident.kind != IncidentKind::sigkill_no_oom)) return;
  if (const auto limit = named_limit(incident)) told.push_back({say("the limit is {0}", limit->value), limit->cite});
}

Sentence held_by(const Facts& facts, const SystemEvent& killer) {
  const Process* const victim = struck(facts);
  const Identity who = victim && victim->pid == killer.pid ? words(*victim) : Identity{killer.pid, killer.subject, {}, {}, {}};
  const auto& ram = facts.incident->records->meminfo.total;
  if (!ram || ram->value < *killer.rss) return say("{0} held {1}, shared memory that it had touched included", who, *killer.rss);
  return say("{0} held {1}, {2} of the RAM, shared memory that it had touched included", who, *killer.rss,
             percent(share(*killer.rss, ram->value)));
}

/// What systemd says of the server's unit when it stops: no more than that did it ever hold.
void tell_of_peak(Told& told, const Facts& facts) {
  using namespace std::chrono_literals;
  constexpr Micros kBefore = 5s, kAfter = 95s;  // TimeoutStopSec is 90 s
  const Incident& incident = *facts.incident;
  std::optional<Cited<Bytes>> peak;
  const auto found = [&](double value, SourceId source, std::uint32_t line) {
    peak = {Bytes{static_cast<std::int64_t>(value)}, {{source, line, line}, {}}};
  };
  std::size_t peaks = 0;
  for (const Series& series : incident.records->series)
    for (const auto& point : series.points) {
      if (series.name != "memcg_peak_bytes") break;
      ++peaks;
      if (!incident.when.wall || !point.stamp.civil) found(point.value, series.source, point.line);
    }
  if (peaks != 1) peak.reset();  // of which run it is, only its time tells
  for (const AlignedSeries& series : incident.series)
    for (const AlignedSeries::Point& point : series.points)
      if (series.name == "memcg_peak_bytes" && incident.when.wall && point.at > *incident.when.wall - kBefore &&
          point.at < *incident.when.wall + kAfter)
        found(point.value, series.source, point.line);
  if (peak) told.push_back({say("the server's unit held {0} at most, as systemd counted it", peak->value), peak->cite});
}

}  // namespace

void tell_of_witness(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (const SystemEvent* killer = incident.other_killer) {
    const Sentence name = killer_name(killer->kind);
    if (!killer->pid)
      told.push_back({killer->subject.empty() ? say("{0} ended it, not the kernel's OOM killer", name)
                                              : say("{0} ended {1}, not the kernel's OOM killer", name, place_name(killer->subject)),
                      killer->cite});
    if (killer->rss && !killer->pid) told.push_back({say("it was using {0}", *killer->rss), killer->cite});
    if (killer->rss && killer->pid) told.push_back({held_by(facts, *killer), killer->cite});
    if (const auto available = available_to_killer(facts))
      told.push_back({say("{0} of the memory was available when it was killed", percent(available->value)), available->cite});
  }
  if (!incident.report && !incident.witnesses.empty()) told.push_back({incident.witnesses.front().text, incident.witnesses.front().cite});
}

Told told_by(const Facts& facts) {
  Told told;
  tell_of_kernel(told, facts);
  tell_of_witness(told, facts);
  tell_of_memory_left(told, facts);
  tell_of_server(told, facts);
  tell_of_peak(told, facts);
  tell_of_limit(told, facts);
  told.erase(std::remove_if(told.begin(), told.end(), [](const auto& one) { return one.cite.at.first_line == 0; }), told.end());
  if (told.size() > kMost) told.resize(kMost);
  return told;
}

}  // namespace laststraw::judge
