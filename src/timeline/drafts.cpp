#include "timeline/drafts.hpp"

#include <algorithm>

#include "timeline/drafting.hpp"

namespace laststraw::timeline {

namespace {

constexpr std::uint32_t kNearLines = 200;  ///< undated lines of one file nearer than this are of one time

}  // namespace

bool near_by_line(const SourceLocation& before, const SourceLocation& after) {
  return before.source == after.source && after.first_line <= before.last_line + kNearLines &&
         before.first_line <= after.last_line + kNearLines;
}

Drafting::Drafting(const Aligned& aligned) : in_(aligned) {
  for (const Crash& crash : in_.crashes) crashes_by_pid_[number(*crash.death->subject)].push_back(&crash);
}

std::vector<Draft> Drafting::all() && {
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

Draft& Drafting::start(const Instant& when, const SourceLocation& at, const std::string& host) {
  Draft& draft = drafts_.emplace_back();
  draft.host = host.empty() ? in_.hosts.name(at.source) : host;
  draft.first = draft.last = when;
  draft.source = at.source;
  draft.last_at = at;
  return draft;
}

Draft& Drafting::start_by(const SystemEvent& event, const Instant& when) {
  if (when.wall) by_time_.emplace(*when.wall, drafts_.size());
  return start(when, event.cite.at, event.host);
}

void Drafting::take(Draft& draft, const Crash& crash) {
  draft.crash = &crash;
  explained_.insert(&crash);
}

void Drafting::index_by_time() {
  for (std::size_t i = 0; i < drafts_.size(); ++i)
    if (drafts_[i].first.wall) by_time_.emplace(*drafts_[i].first.wall, i);
}

std::vector<Draft> draft_incidents(const Aligned& aligned) { return Drafting(aligned).all(); }

}  // namespace laststraw::timeline
