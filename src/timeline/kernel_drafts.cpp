// Drafts that begin with a report of the kernel's.
#include <algorithm>

#include "timeline/drafting.hpp"
#include "timeline/kind.hpp"
#include "timeline/namespaces.hpp"
#include "timeline/titles.hpp"

namespace laststraw::timeline {

namespace {

constexpr Micros kCrashAfterKill = 120s;  ///< the postmaster may report a death this much later (a large process exits slowly)

}  // namespace

const Crash* Drafting::crash_of(const CopiedReport& report, const Instant& when) const {
  for (const Kill& kill : report.best().kills) {
    const auto found = crashes_by_pid_.find(number(kill.pid));
    if (found == crashes_by_pid_.end()) continue;
    for (const Crash* crash : found->second) {
      if (!in_.hosts.may_be_same(report.best().at.source, source_of(*crash))) continue;
      if (const auto gap = between(when, crash->when); !gap || (*gap > -kCrashAfterKill && *gap < kCrashAfterKill)) return crash;
    }
  }
  return nullptr;
}

Draft* Drafting::open_for(const OomReport& report, const Instant& when, const Crash* crash) {
  for (std::size_t i = drafts_.size(); i-- > 0;) {
    Draft& draft = drafts_[i];
    const auto gap = between(draft.last, when);
    const bool near = is_undated(when) && is_undated(draft.last) ? near_by_line(draft.last_at, report.at) : gap && *gap <= kStorm;
    if (!near) {
      if (gap) return nullptr;  // in order of time: those before are farther away
      continue;
    }
    const OomReport& first = draft.reports.front()->best();
    if (crash && draft.crash && crash != draft.crash) continue;
    if (may_be_one_host(draft, report.at.source, report.host) && one_group(first, report)) return &draft;
  }
  return nullptr;
}

void Drafting::draft_kernel_incidents() {
  std::vector<std::pair<Instant, const CopiedReport*>> ordered;
  for (const CopiedReport& report : in_.reports) ordered.emplace_back(timeline::when(report, in_.clocks), &report);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return sort_key(a.first) < sort_key(b.first); });
  for (const auto& [when, report] : ordered) {
    const Crash* crash = crash_of(*report, when);
    Draft* open = open_for(report->best(), when, crash);
    if (!open) open = &start(when, report->best().at, report->best().host);
    open->reports.push_back(report);
    open->last = when;
    open->last_at = report->best().at;
    if (!open->crash && crash) take(*open, *crash);
  }
}

bool Drafting::victim_may_be_missing(const Draft& draft) const {
  if (draft.reports.back()->best().kills.empty()) return true;
  if (!draft.first.wall) return false;
  const auto window = in_.system_events.between(*draft.first.wall - kStorm, *draft.first.wall + kStorm);
  return std::any_of(window.begin(), window.end(), [&](const auto& entry) {
    return entry.what->kind == SystemEventKind::dump_suppressed && may_be_one_host(draft, entry.what->cite.at.source);
  });
}

bool Drafting::one_postgres_victim(const Draft& draft) {
  std::size_t victims = 0;
  for (const CopiedReport* report : draft.reports)
    for (const Kill& kill : report->best().kills) victims += is_postgres_comm(kill.comm);
  return victims == 1;
}

bool Drafting::led_to(const Draft& draft, const Crash& crash) const {
  if (crash.death->signal != 9 || is_explained(crash) || !may_be_one_host(draft, source_of(crash))) return false;
  const auto gap = between(draft.first, crash.when);
  const bool same_time = gap ? *gap > -1s && *gap < kStorm : is_undated(draft.first) && in_.crashes.size() == 1 && drafts_.size() == 1;
  if (!same_time) return false;
  const Pids pids = compare_pids(draft.reports.front()->best(), crash, in_);
  if (pids == Pids::differ) return one_postgres_victim(draft) || victim_may_be_missing(draft);
  return victim_may_be_missing(draft);
}

void Drafting::join_crashes_of_other_pids() {
  std::vector<const Crash*> by_time;
  for (const Crash& crash : in_.crashes) by_time.push_back(&crash);
  std::stable_sort(by_time.begin(), by_time.end(), [](const Crash* a, const Crash* b) { return sort_key(a->when) < sort_key(b->when); });
  for (Draft& draft : drafts_) {
    if (draft.crash && is_undated(draft.first)) draft.first = draft.last = draft.crash->when;
    if (draft.crash) continue;
    auto at = is_undated(draft.first) ? by_time.begin()
                                      : std::lower_bound(by_time.begin(), by_time.end(), sort_key(draft.first) - kStorm,
                                                         [](const Crash* crash, WallTime t) { return sort_key(crash->when) < t; });
    for (; at != by_time.end() && !draft.crash && (is_undated(draft.first) || sort_key((*at)->when) <= sort_key(draft.first) + kStorm);
         ++at)
      if (led_to(draft, **at)) {
        take(draft, **at);
        draft.in_a_container = compare_pids(draft.reports.front()->best(), **at, in_) == Pids::differ;
        if (is_undated(draft.first)) draft.first = draft.last = (*at)->when;
      }
  }
}

}  // namespace laststraw::timeline
