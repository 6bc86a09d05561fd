// Drafts of trouble without a kill: memory refused, limits of PostgreSQL's own, pieces the kernel did not have, near misses.
#include <algorithm>

#include "timeline/drafting.hpp"

namespace laststraw::timeline {

namespace {

constexpr Micros kRefusals = 60s;      ///< ENOMEM errors nearer than this are one incident
constexpr Micros kFarthestZone = 14h;  ///< no zone is farther from UTC

bool is_refusal(PgEventKind kind) {
  return kind == PgEventKind::out_of_memory || kind == PgEventKind::cannot_fork || kind == PgEventKind::shared_memory_failed;
}

bool is_limit(PgEventKind kind) {
  return kind == PgEventKind::value_limit || kind == PgEventKind::lock_table_full || kind == PgEventKind::fork_limit ||
         kind == PgEventKind::disk_full || kind == PgEventKind::server_panic;
}

/// Signals that a program earns by a fault of its own: SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV (signal(7)).
bool is_other_crash(const PgEvent& event) {
  if (event.kind != PgEventKind::child_died || !event.signal) return false;
  return *event.signal == 4 || *event.signal == 6 || *event.signal == 7 || *event.signal == 8 || *event.signal == 11;
}

}  // namespace

bool Drafting::is_of_another_group(const Draft& draft) {
  return !draft.crash && !draft.reports.empty() && draft.reports.front()->best().constraint == Constraint::memcg &&
         !draft.reports.front()->best().kills.empty();
}

template <class Wanted>
std::vector<std::pair<Instant, const PgEvent*>> Drafting::in_order_of_time(const Wanted& wanted) const {
  std::vector<std::pair<Instant, const PgEvent*>> found;
  for (const PgEvent& event : in_.history.events)
    if (wanted(event)) found.emplace_back(in_.clocks.when(event.cite, event.stamp), &event);
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return sort_key(a.first) < sort_key(b.first); });
  return found;
}

void Drafting::explain_by_refusal(Draft& draft, const PgEvent& refusal) {
  if (!draft.outage || draft.limit != draft.outage->said || draft.refusal) return;
  const PgEventKind said = draft.outage->said->kind;
  if (said != PgEventKind::terminating_others && said != PgEventKind::reinitializing) return;
  draft.refusal = &refusal;
  draft.limit = nullptr;
}

void Drafting::draft_refusals() {
  const std::size_t kills = drafts_.size();
  std::size_t latest = kills;
  for (const auto& refused : in_order_of_time([](const PgEvent& event) { return is_refusal(event.kind); })) {
    const Instant& when = refused.first;
    const PgEvent& event = *refused.second;
    const auto near = [&](const Draft& draft) {
      if (!may_be_one_host(draft, event.cite.at.source)) return false;
      if (is_of_another_group(draft)) return false;
      if (is_undated(when) && is_undated(draft.last)) return near_by_line(draft.last_at, event.cite.at);
      const auto from = between(draft.first, when), to = between(draft.last, when);
      return from && to && *from > -kRefusals && *to < kRefusals;
    };
    // An error beside a kill belongs to that incident; errors beside each other are one.
    if (Draft* const beside = nearest(when, event.cite.at.source, {}, kLongestStorm, kRefusals, near)) {
      explain_by_refusal(*beside, event);
      continue;
    }
    while (latest < drafts_.size() && between(drafts_[latest].last, when).value_or(0s) > kRefusals) ++latest;
    const auto open = std::find_if(drafts_.begin() + static_cast<std::ptrdiff_t>(latest), drafts_.end(), near);
    Draft& draft = open != drafts_.end() ? *open : start(when, event.cite.at);
    if (!draft.refusal) draft.refusal = &event;
    draft.last = when;
    draft.last_at = event.cite.at;
  }
}

template <class Same>
bool Drafting::is_beside_another(const Instant& when, const Citation& cite, std::string_view host, const Same& same_kind) const {
  return std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& draft) {
    if (!may_be_one_host(draft, cite.at.source, host)) return false;
    if (is_undated(when) || is_undated(draft.last)) return near_by_line(draft.last_at, cite.at);
    const auto from = between(draft.first, when), to = between(draft.last, when);
    return from && to && *from > -kRefusals && *to < (same_kind(draft) ? kRefusals : kLongestStorm);
  });
}

void Drafting::draft_limits() {
  for (const auto& reached : in_order_of_time([](const PgEvent& event) { return is_other_crash(event) || is_limit(event.kind); })) {
    const Instant& when = reached.first;
    const PgEvent& event = *reached.second;
    const bool crash = is_other_crash(event);
    const auto same_kind = [&](const Draft& draft) { return draft.limit != nullptr; };
    if (is_beside_another(when, event.cite, {}, same_kind)) continue;
    Draft& draft = start(when, event.cite.at);
    draft.limit = &event;
    if (crash)
      for (const Crash& one : in_.crashes)
        if (one.death == &event) take(draft, one);
  }
}

void Drafting::draft_allocation_failures() {
  for (const SystemEvent& event : in_.records.system_events) {
    if (event.kind != SystemEventKind::page_allocation_failure) continue;
    const Instant when = in_.clocks.when(event.cite, event.stamp);
    const auto same_kind = [](const Draft& draft) { return draft.allocation != nullptr; };
    if (is_beside_another(when, event.cite, event.host, same_kind)) continue;
    start(when, event.cite.at, event.host).allocation = &event;
  }
}

bool Drafting::came_to_something(const NearMiss& miss) const {
  const Micros apart = miss.zone_is_certain ? kLongestStorm : kFarthestZone + kLongestStorm;
  return std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& draft) {
    const bool of_memory = !draft.limit || (draft.crash && draft.crash->death->signal == 9);
    if (draft.pressure || !of_memory || !may_be_one_host(draft, miss.source)) return false;
    if (!draft.first.wall || !miss.pressure.from) return true;
    return *draft.first.wall > *miss.pressure.from - apart && *draft.first.wall < *miss.pressure.to + apart;
  });
}

const ProcessList* Drafting::undated_capture_beside(SourceId source) const {
  const ProcessList* beside = nullptr;
  std::size_t undated = 0;
  for (const ProcessList& list : in_.records.process_lists) {
    if (list.stamp || !in_.hosts.may_be_same(list.source, source)) continue;
    if (list.source == source) return &list;
    beside = &list, ++undated;
  }
  return undated == 1 ? beside : nullptr;
}

void Drafting::draft_near_misses() {
  const auto add = [&](const NearMiss& miss) {
    if (came_to_something(miss)) return;
    Draft& draft = start(miss.worst, miss.pressure.cite.at);
    draft.pressure = miss.pressure;
    if (draft.pressure->from) return;
    draft.capture = undated_capture_beside(miss.source);
  };
  for (const NearMiss& miss : near_misses_in_histories(in_)) add(miss);
  if (drafts_.empty())
    for (const NearMiss& miss : near_misses_in_snapshots(in_)) add(miss);
}

}  // namespace laststraw::timeline
