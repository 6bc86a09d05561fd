// Drafts that begin with a death that no report of the kernel's explains, or with somebody who tells of a kill.
#include <algorithm>

#include "timeline/drafting.hpp"
#include "timeline/kind.hpp"
#include "timeline/witnesses.hpp"

namespace laststraw::timeline {

namespace {

constexpr Micros kKillers = 60s;  ///< so near to a death is a user-space killer's line that tells of it
/// systemd tells of a kill at once, of a unit's result when it has stopped (TimeoutStopSec is 90 s).
constexpr Micros kWitnessBefore = 5s, kWitnessAfter = 95s;

bool is_userspace_kill(SystemEventKind kind) {
  return kind == SystemEventKind::earlyoom_kill || kind == SystemEventKind::systemd_oomd_kill ||
         kind == SystemEventKind::kubelet_eviction || kind == SystemEventKind::nohang_kill || kind == SystemEventKind::oomd_kill;
}

}  // namespace

const SystemEvent* Drafting::killer_near(const Crash& crash) const {
  if (!crash.when.wall) return nullptr;
  for (const auto& entry : in_.system_events.between_as_added(*crash.when.wall - kKillers, *crash.when.wall + kKillers)) {
    const SystemEvent& event = *entry.what;
    if (is_userspace_kill(event.kind) && (!event.pid || event.pid == crash.death->subject) &&
        in_.hosts.may_be_same(event.cite.at.source, source_of(crash)) && Hosts::may_be_same(event.host, in_.hosts.name(source_of(crash))))
      return &event;
  }
  return nullptr;
}

void Drafting::draft_unexplained_deaths() {
  for (const Crash& crash : in_.crashes) {
    if (crash.death->signal != 9 || is_explained(crash)) continue;
    Draft& draft = start(crash.when, crash.death->cite.at);
    take(draft, crash);
    draft.killer = killer_near(crash);
  }
}

void Drafting::draft_userspace_kills() {
  for (const SystemEvent& event : in_.records.system_events) {
    if (!is_userspace_kill(event.kind)) continue;
    const Instant when = in_.clocks.when(event.cite, event.stamp);
    if (nearest(when, event.cite.at.source, event.host, kKillers, kKillers, [](const Draft&) { return true; })) continue;
    if (is_undated(when) && std::any_of(drafts_.begin(), drafts_.end(),
                                        [&](const Draft& draft) { return draft.killer && near_by_line(draft.last_at, event.cite.at); }))
      continue;
    start_by(event, when).killer = &event;
  }
}

void Drafting::draft_witnessed_kills() {
  for (const SystemEvent& event : in_.records.system_events) {
    if (!says_oom_kill(event)) continue;
    const Instant when = time_of(event, in_);
    const bool of_postgres = may_be_postgres(event);
    const auto fits = [&](const Draft& draft) { return of_postgres || !draft.crash || !draft.reports.empty(); };
    Draft* home = nearest(when, event.cite.at.source, event.host, kWitnessAfter, kWitnessBefore, fits);
    if (!home && is_undated(when))
      for (Draft& draft : drafts_)
        if (may_be_one_host(draft, event.cite.at.source, event.host) && fits(draft) &&
            (drafts_.size() == 1 || (is_undated(draft.first) && near_by_line(draft.last_at, event.cite.at))))
          home = &draft;
    if (!home && is_undated(when) && !drafts_.empty()) {
      if (of_postgres && are_deaths_of_one_time()) told_of_all(event);
      continue;  // else of which of them nobody can say; see undated_witnesses()
    }
    if (!home) home = &start_by(event, when);
    home->witnesses.push_back(&event);
  }
}

bool Drafting::are_deaths_of_one_time() const {
  return std::all_of(drafts_.begin(), drafts_.end(), [&](const Draft& draft) {
    const auto apart = between(drafts_.front().first, draft.first);
    return draft.crash && !draft.limit && draft.reports.empty() && !draft.killer && apart && std::chrono::abs(*apart) < kLongestStorm &&
           may_be_one_host(draft, drafts_.front().source);
  });
}

void Drafting::told_of_all(const SystemEvent& witness) {
  for (Draft& draft : drafts_) draft.witnesses.push_back(&witness);
}

void Drafting::heed_counters() {
  Draft* only = nullptr;
  for (Draft& draft : drafts_) {
    if (!is_bare_death(draft)) continue;
    if (only) return;
    only = &draft;
  }
  if (only) only->counted = !counters(in_).empty();
}

bool Drafting::may_have_ended_server(const Draft& draft, const Outage& outage) const {
  if (draft.crash || draft.outage || !may_be_one_host(draft, outage.said->cite.at.source)) return false;
  const bool by_kernel = !draft.reports.empty() && (victim_may_be_missing(draft) || one_postgres_victim(draft));
  if (!by_kernel && !draft.killer && draft.witnesses.empty()) return false;
  if (is_undated(draft.first) || is_undated(outage.when)) return drafts_.size() == 1 && in_.outages.size() == 1;
  const auto since = between(outage.from, draft.first), before = between(draft.first, outage.until);
  return since && before && *since > -kStorm && *before > -kStorm;
}

const SystemEvent* Drafting::sigkill_of_unit(const Outage& outage) const {
  if (!outage.from.wall || !outage.until.wall) return nullptr;
  for (const auto& entry : in_.system_events.between(*outage.from.wall - kWitnessBefore, *outage.until.wall + kWitnessAfter)) {
    const bool of_signal = entry.what->kind == SystemEventKind::unit_sigkill || entry.what->kind == SystemEventKind::container_oom;
    if (of_signal && may_be_postgres(*entry.what) && in_.hosts.may_be_same(entry.what->cite.at.source, outage.said->cite.at.source))
      return entry.what;
  }
  return nullptr;
}

void Drafting::place(const Outage& outage) {
  const auto home = std::find_if(drafts_.begin(), drafts_.end(), [&](const Draft& draft) { return may_have_ended_server(draft, outage); });
  if (home != drafts_.end()) {
    home->outage = &outage;
    if (is_undated(home->first)) home->first = home->last = outage.when;
    return;
  }
  const SystemEvent* const killed = outage.asked ? nullptr : sigkill_of_unit(outage);
  const Instant when = killed ? in_.clocks.when(killed->cite, killed->stamp) : outage.when;
  if (when.wall) by_time_.emplace(*when.wall, drafts_.size());
  Draft& draft = start(when, outage.said->cite.at);
  draft.outage = &outage;
  if (!killed) draft.limit = outage.asked ? outage.asked : outage.said;
}

}  // namespace laststraw::timeline
