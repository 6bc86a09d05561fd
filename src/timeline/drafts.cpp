#include "timeline/drafts.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "timeline/kind.hpp"
#include "timeline/namespaces.hpp"
#include "timeline/pressure.hpp"
#include "timeline/titles.hpp"
#include "timeline/witnesses.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

constexpr Micros kStorm = 30s;            ///< kills nearer than this to each other are one incident
constexpr Micros kCrashAfterKill = 120s;  ///< the postmaster may report a death this much later (a large process exits slowly)
constexpr Micros kFarthestZone = 14h;     ///< no zone is farther from UTC
constexpr Micros kLongestStorm = 10min;   ///< kills that follow each other for longer are not asked for errors beside them
constexpr Micros kRefusals = 60s;         ///< ENOMEM errors nearer than this are one incident
constexpr Micros kKillers = 60s;          ///< so near to a death is a user-space killer's line that tells of it
/// systemd tells of a kill at once, of a unit's result when it has stopped (TimeoutStopSec is 90 s).
constexpr Micros kWitnessBefore = 5s, kWitnessAfter = 95s;
constexpr std::uint32_t kNearLines = 200;  ///< undated lines of one file nearer than this are of one time

bool is_userspace_kill(SystemEventKind kind) {
  return kind == SystemEventKind::earlyoom_kill || kind == SystemEventKind::systemd_oomd_kill ||
         kind == SystemEventKind::kubelet_eviction || kind == SystemEventKind::nohang_kill || kind == SystemEventKind::oomd_kill;
}

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

/// Where the order of events is all that is asked; instants on the boot clock alone sort before dated ones.
WallTime sort_key(const Instant& instant) { return instant.wall.value_or(WallTime{instant.since_boot.value_or(Micros{0})}); }

bool is_undated(const Instant& instant) { return !instant.wall && !instant.since_boot; }

std::optional<Micros> between(const Instant& a, const Instant& b) {
  if (a.wall && b.wall) return *b.wall - *a.wall;
  if (a.since_boot && b.since_boot) return *b.since_boot - *a.since_boot;
  return std::nullopt;
}

bool near_by_line(const SourceLocation& before, const SourceLocation& after) {
  return before.source == after.source && after.first_line <= before.last_line + kNearLines &&
         before.first_line <= after.last_line + kNearLines;
}

class Drafting {
 public:
  explicit Drafting(const Aligned& aligned) : in_(aligned) {
    for (const Crash& crash : in_.crashes) crashes_by_pid_[number(*crash.death->subject)].push_back(&crash);
  }

  std::vector<Draft> all() && {
    draft_kernel_incidents();
    join_crashes_of_other_pids();
    draft_unexplained_deaths();
    index_by_time();
    draft_userspace_kills();
    draft_witnessed_kills();
    heed_counters();
    for (const Outage& outage : in_.outages) place(outage);
    draft_refusals();
    draft_limits();
    draft_allocation_failures();
    draft_near_misses();
    std::stable_sort(drafts_.begin(), drafts_.end(), [](const Draft& a, const Draft& b) { return sort_key(a.first) < sort_key(b.first); });
    return std::move(drafts_);
  }

 private:
  static SourceId source_of(const Crash& crash) { return crash.death->cite.at.source; }
  bool may_be_one_host(const Draft& draft, SourceId source, std::string_view host = {}) const {
    return in_.hosts.may_be_same(draft.source, source) && Hosts::may_be_same(draft.host, host);
  }
  bool is_explained(const Crash& crash) const { return explained_.contains(&crash); }

  /// `host`: as the line prints it.
  Draft& start(const Instant& when, const SourceLocation& at, const std::string& host = {}) {
    Draft& draft = drafts_.emplace_back();
    draft.host = host.empty() ? in_.hosts.name(at.source) : host;
    draft.first = draft.last = when;
    draft.source = at.source;
    draft.last_at = at;
    return draft;
  }

  void take(Draft& draft, const Crash& crash) {
    draft.crash = &crash;
    explained_.insert(&crash);
  }

  const Crash* crash_of(const CopiedReport& report, const Instant& when) const {
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

  /// The incident that this report goes on with: on one host, in one group of memory, shortly before, of no other crash.
  Draft* open_for(const OomReport& report, const Instant& when, const Crash* crash) {
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

  void draft_kernel_incidents() {
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

  /// The kernel says nothing of whom it killed: the report is cut, or lines were lost.
  bool victim_may_be_missing(const Draft& draft) const {
    if (draft.reports.back()->best().kills.empty()) return true;
    if (!draft.first.wall) return false;
    const auto window = in_.system_events.between(*draft.first.wall - kStorm, *draft.first.wall + kStorm);
    return std::any_of(window.begin(), window.end(), [&](const auto& entry) {
      return entry.what->kind == SystemEventKind::dump_suppressed && may_be_one_host(draft, entry.what->cite.at.source);
    });
  }

  static bool one_postgres_victim(const Draft& draft) {
    std::size_t victims = 0;
    for (const CopiedReport* report : draft.reports)
      for (const Kill& kill : report->best().kills) victims += is_postgres_comm(kill.comm);
    return victims == 1;
  }

  /// A death under another pid is the kernel's kill only where that is shown: the server's pids are those of a container,
  /// or the kernel's line with the pid is missing. Two servers of one host may lose a process in the same second.
  bool led_to(const Draft& draft, const Crash& crash) const {
    if (crash.death->signal != 9 || is_explained(crash) || !may_be_one_host(draft, source_of(crash))) return false;
    const auto gap = between(draft.first, crash.when);
    const bool same_time = gap ? *gap > -1s && *gap < kStorm : is_undated(draft.first) && in_.crashes.size() == 1 && drafts_.size() == 1;
    if (!same_time) return false;
    const Pids pids = compare_pids(draft.reports.front()->best(), crash, in_);
    if (pids == Pids::differ) return one_postgres_victim(draft) || victim_may_be_missing(draft);
    return victim_may_be_missing(draft);
  }

  void join_crashes_of_other_pids() {
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

  const SystemEvent* killer_near(const Crash& crash) const {
    if (!crash.when.wall) return nullptr;
    for (const auto& entry : in_.system_events.between_as_added(*crash.when.wall - kKillers, *crash.when.wall + kKillers)) {
      const SystemEvent& event = *entry.what;
      if (is_userspace_kill(event.kind) && (!event.pid || event.pid == crash.death->subject) &&
          in_.hosts.may_be_same(event.cite.at.source, source_of(crash)) && Hosts::may_be_same(event.host, in_.hosts.name(source_of(crash))))
        return &event;
    }
    return nullptr;
  }

  void draft_unexplained_deaths() {
    for (const Crash& crash : in_.crashes) {
      if (crash.death->signal != 9 || is_explained(crash)) continue;
      Draft& draft = start(crash.when, crash.death->cite.at);
      take(draft, crash);
      draft.killer = killer_near(crash);
    }
  }

  void index_by_time() {
    for (std::size_t i = 0; i < drafts_.size(); ++i)
      if (drafts_[i].first.wall) by_time_.emplace(*drafts_[i].first.wall, i);
  }

  Draft& start_by(const SystemEvent& event, const Instant& when) {
    if (when.wall) by_time_.emplace(*when.wall, drafts_.size());
    return start(when, event.cite.at, event.host);
  }

  /// The draft of the event's host that began nearest, from so much before to so much after.
  template <class Fits>
  Draft* nearest(const Instant& when, SourceId source, std::string_view host, Micros before, Micros after, const Fits& fits) {
    if (!when.wall) return nullptr;
    Draft* best = nullptr;
    for (auto at = by_time_.lower_bound(*when.wall - before); at != by_time_.end() && at->first <= *when.wall + after; ++at) {
      Draft& draft = drafts_[at->second];
      if (!may_be_one_host(draft, source, host) || !fits(draft)) continue;
      if (!best || std::chrono::abs(*draft.first.wall - *when.wall) < std::chrono::abs(*best->first.wall - *when.wall)) best = &draft;
    }
    return best;
  }

  void draft_userspace_kills() {
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

  /// Dated witnesses join the death or kill of their time; those without a time the only one there is.
  void draft_witnessed_kills() {
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

  /// Nothing but deaths in one server, one after the other, that nothing explains: a server that is killed again as soon as it is up.
  bool are_deaths_of_one_time() const {
    return std::all_of(drafts_.begin(), drafts_.end(), [&](const Draft& draft) {
      const auto apart = between(drafts_.front().first, draft.first);
      return draft.crash && !draft.limit && draft.reports.empty() && !draft.killer && apart && std::chrono::abs(*apart) < kLongestStorm &&
             may_be_one_host(draft, drafts_.front().source);
    });
  }

  void told_of_all(const SystemEvent& witness) {
    for (Draft& draft : drafts_) draft.witnesses.push_back(&witness);
  }

  /// A counter of OOM kills says no time: it tells of the one death that nothing else explains, if there is only one.
  void heed_counters() {
    Draft* only = nullptr;
    for (Draft& draft : drafts_) {
      if (!is_bare_death(draft)) continue;
      if (only) return;
      only = &draft;
    }
    if (only) only->counted = !counters(in_).empty();
  }

  /// This outage is what came of it: it killed a process of PostgreSQL's, or nobody knows whom, when the server had given its last sign of life
  /// and before it was seen to be dead.
  bool may_have_ended_server(const Draft& draft, const Outage& outage) const {
    if (draft.crash || draft.outage || !may_be_one_host(draft, outage.said->cite.at.source)) return false;
    const bool by_kernel = !draft.reports.empty() && (victim_may_be_missing(draft) || one_postgres_victim(draft));
    if (!by_kernel && !draft.killer && draft.witnesses.empty()) return false;
    if (is_undated(draft.first) || is_undated(outage.when)) return drafts_.size() == 1 && in_.outages.size() == 1;
    const auto since = between(outage.from, draft.first), before = between(draft.first, outage.until);
    return since && before && *since > -kStorm && *before > -kStorm;
  }

  /// systemd or a container runtime saw the postmaster die of signal 9 and does not say whose.
  const SystemEvent* sigkill_of_unit(const Outage& outage) const {
    if (!outage.from.wall || !outage.until.wall) return nullptr;
    for (const auto& entry : in_.system_events.between(*outage.from.wall - kWitnessBefore, *outage.until.wall + kWitnessAfter)) {
      const bool of_signal = entry.what->kind == SystemEventKind::unit_sigkill || entry.what->kind == SystemEventKind::container_oom;
      if (of_signal && may_be_postgres(*entry.what) && in_.hosts.may_be_same(entry.what->cite.at.source, outage.said->cite.at.source))
        return entry.what;
    }
    return nullptr;
  }

  void place(const Outage& outage) {
    const auto home =
        std::find_if(drafts_.begin(), drafts_.end(), [&](const Draft& draft) { return may_have_ended_server(draft, outage); });
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

  /// A kill within a group of memory whose victims this server's log does not know: not this server's.
  static bool is_of_another_group(const Draft& draft) {
    return !draft.crash && !draft.reports.empty() && draft.reports.front()->best().constraint == Constraint::memcg &&
           !draft.reports.front()->best().kills.empty();
  }

  /// The server's events that `wanted` takes, in order of time: an entry of the log is complete only when its process writes the next one.
  template <class Wanted>
  std::vector<std::pair<Instant, const PgEvent*>> in_order_of_time(const Wanted& wanted) const {
    std::vector<std::pair<Instant, const PgEvent*>> found;
    for (const PgEvent& event : in_.history.events)
      if (wanted(event)) found.emplace_back(in_.clocks.when(event.cite, event.stamp), &event);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return sort_key(a.first) < sort_key(b.first); });
    return found;
  }

  void draft_refusals() {
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
      if (nearest(when, event.cite.at.source, {}, kLongestStorm, kRefusals, near)) continue;
      while (latest < drafts_.size() && between(drafts_[latest].last, when).value_or(0s) > kRefusals) ++latest;
      const auto open = std::find_if(drafts_.begin() + static_cast<std::ptrdiff_t>(latest), drafts_.end(), near);
      Draft& draft = open != drafts_.end() ? *open : start(when, event.cite.at);
      if (!draft.refusal) draft.refusal = &event;
      draft.last = when;
      draft.last_at = event.cite.at;
    }
  }

  /// What belongs to an incident of another kind is no incident of its own.
  template <class Same>
  bool is_beside_another(const Instant& when, const Citation& cite, std::string_view host, const Same& same_kind) const {
    return std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& draft) {
      if (!may_be_one_host(draft, cite.at.source, host)) return false;
      if (is_undated(when) || is_undated(draft.last)) return near_by_line(draft.last_at, cite.at);
      const auto from = between(draft.first, when), to = between(draft.last, when);
      return from && to && *from > -kRefusals && *to < (same_kind(draft) ? kRefusals : kLongestStorm);
    });
  }

  /// One of each stretch: limits of PostgreSQL's own, and what people take for want of memory and is none.
  void draft_limits() {
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

  void draft_allocation_failures() {
    for (const SystemEvent& event : in_.records.system_events) {
      if (event.kind != SystemEventKind::page_allocation_failure) continue;
      const Instant when = in_.clocks.when(event.cite, event.stamp);
      const auto same_kind = [](const Draft& draft) { return draft.allocation != nullptr; };
      if (is_beside_another(when, event.cite, event.host, same_kind)) continue;
      start(when, event.cite.at, event.host).allocation = &event;
    }
  }

  /// Something was killed or refused at that time, as far as clocks can be trusted: then it was more than a near miss.
  bool came_to_something(const NearMiss& miss) const {
    const Micros apart = miss.zone_is_certain ? kLongestStorm : kFarthestZone + kLongestStorm;
    return std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& draft) {
      const bool of_memory = !draft.limit || (draft.crash && draft.crash->death->signal == 9);
      if (draft.pressure || !of_memory || !may_be_one_host(draft, miss.source)) return false;
      if (!draft.first.wall || !miss.pressure.from) return true;
      return *draft.first.wall > *miss.pressure.from - apart && *draft.first.wall < *miss.pressure.to + apart;
    });
  }

  void draft_near_misses() {
    const auto add = [&](const NearMiss& miss) {
      if (came_to_something(miss)) return;
      Draft& draft = start(miss.worst, miss.pressure.cite.at);
      draft.pressure = miss.pressure;
      if (draft.pressure->from) return;
      for (const ProcessList& list : in_.records.process_lists)
        if (list.source == miss.source && !list.stamp) draft.capture = &list;
    };
    for (const NearMiss& miss : near_misses_in_histories(in_)) add(miss);
    if (drafts_.empty())
      for (const NearMiss& miss : near_misses_in_snapshots(in_)) add(miss);
  }

  const Aligned& in_;
  std::unordered_map<std::int32_t, std::vector<const Crash*>> crashes_by_pid_;
  std::set<const Crash*> explained_;
  std::multimap<WallTime, std::size_t> by_time_;
  std::vector<Draft> drafts_;
};

}  // namespace

std::vector<Draft> draft_incidents(const Aligned& aligned) { return Drafting(aligned).all(); }

}  // namespace laststraw::timeline
