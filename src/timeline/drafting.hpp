// The drafts of incidents while they are put together, in files by what a draft begins with: a report of the kernel's (kernel_drafts.cpp), a
// death or somebody who tells of one (death_drafts.cpp), trouble without a death (trouble_drafts.cpp).
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "timeline/drafts.hpp"
#include "timeline/pressure.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

constexpr Micros kStorm = 30s;           ///< kills nearer than this to each other are one incident
constexpr Micros kLongestStorm = 10min;  ///< kills that follow each other for longer are not asked for errors beside them

/// Where the order of events is all that is asked; instants on the boot clock alone sort before dated ones.
inline WallTime sort_key(const Instant& instant) { return instant.wall.value_or(WallTime{instant.since_boot.value_or(Micros{0})}); }
inline bool is_undated(const Instant& instant) { return !instant.wall && !instant.since_boot; }
inline std::optional<Micros> between(const Instant& a, const Instant& b) {
  if (a.wall && b.wall) return *b.wall - *a.wall;
  if (a.since_boot && b.since_boot) return *b.since_boot - *a.since_boot;
  return std::nullopt;
}
/// What has no time is near by its line.
bool near_by_line(const SourceLocation& before, const SourceLocation& after);

class Drafting {
 public:
  explicit Drafting(const Aligned& aligned);
  std::vector<Draft> all() &&;

 private:
  static SourceId source_of(const Crash& crash) { return crash.death->cite.at.source; }
  bool may_be_one_host(const Draft& draft, SourceId source, std::string_view host = {}) const {
    return in_.hosts.may_be_same(draft.source, source) && Hosts::may_be_same(draft.host, host);
  }
  bool is_explained(const Crash& crash) const { return explained_.contains(&crash); }
  /// `host`: as the line prints it.
  Draft& start(const Instant& when, const SourceLocation& at, const std::string& host = {});
  Draft& start_by(const SystemEvent& event, const Instant& when);
  void take(Draft& draft, const Crash& crash);
  void index_by_time();
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

  const Crash* crash_of(const CopiedReport& report, const Instant& when) const;
  /// The incident that this report goes on with: on one host, in one group of memory, shortly before, of no other crash.
  Draft* open_for(const OomReport& report, const Instant& when, const Crash* crash);
  void draft_kernel_incidents();
  /// The kernel says nothing of whom it killed: the report is cut, or lines were lost.
  bool victim_may_be_missing(const Draft& draft) const;
  static bool one_postgres_victim(const Draft& draft);
  /// A death under another pid is the kernel's kill only where that is shown: the server's pids are those of a container,
  /// or the kernel's line with the pid is missing. Two servers of one host may lose a process in the same second.
  bool led_to(const Draft& draft, const Crash& crash) const;
  void join_crashes_of_other_pids();

  const SystemEvent* killer_near(const Crash& crash) const;
  void draft_unexplained_deaths();
  void draft_userspace_kills();
  /// Dated witnesses join the death or kill of their time; those without a time the only one there is.
  void draft_witnessed_kills();
  /// Nothing but deaths in one server, one after the other, that nothing explains: a server that is killed again as soon as it is up.
  bool are_deaths_of_one_time() const;
  void told_of_all(const SystemEvent& witness);
  /// A counter of OOM kills says no time: it tells of the one death that nothing else explains, if there is only one.
  void heed_counters();
  /// This outage is what came of it: it killed a process of PostgreSQL's, or nobody knows whom, when the server had given its last sign of life
  /// and before it was seen to be dead.
  bool may_have_ended_server(const Draft& draft, const Outage& outage) const;
  /// systemd or a container runtime saw the postmaster die of signal 9 and does not say whose.
  const SystemEvent* sigkill_of_unit(const Outage& outage) const;
  void place(const Outage& outage);

  /// A kill within a group of memory whose victims this server's log does not know: not this server's.
  static bool is_of_another_group(const Draft& draft);
  /// The server's events that `wanted` takes, in order of time: an entry of the log is complete only when its process writes the next one.
  template <class Wanted>
  std::vector<std::pair<Instant, const PgEvent*>> in_order_of_time(const Wanted& wanted) const;
  void draft_refusals();
  /// A server that ended all its sessions and does not say for what death: memory that was refused beside it is what there is to tell.
  static void explain_by_refusal(Draft& draft, const PgEvent& refusal);
  /// What belongs to an incident of another kind is no incident of its own.
  template <class Same>
  bool is_beside_another(const Instant& when, const Citation& cite, std::string_view host, const Same& same_kind) const;
  /// One of each stretch: limits of PostgreSQL's own, and what people take for want of memory and is none.
  void draft_limits();
  void draft_allocation_failures();
  /// Something was killed or refused at that time, as far as clocks can be trusted: then it was more than a near miss.
  bool came_to_something(const NearMiss& miss) const;
  /// Of the very text, else the only one of that host: what is pasted side by side is of one moment. null: none, or which one is not told.
  const ProcessList* undated_capture_beside(SourceId source) const;
  void draft_near_misses();

  const Aligned& in_;
  std::unordered_map<std::int32_t, std::vector<const Crash*>> crashes_by_pid_;
  std::set<const Crash*> explained_;
  std::multimap<WallTime, std::size_t> by_time_;
  std::vector<Draft> drafts_;
};

}  // namespace laststraw::timeline
