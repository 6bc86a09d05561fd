#include "timeline/kind.hpp"

#include <algorithm>

#include "timeline/drafting.hpp"
#include "timeline/witnesses.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

/// The group whose limit was hit; "" for the machine; nullopt where the report is too short to tell.
std::optional<std::string> memory_group(const OomReport& report) {
  if (!report.oom_memcg.empty()) return report.oom_memcg;
  if (report.cgroup && !report.cgroup->path.empty()) return report.cgroup->path;
  const bool of_a_group = report.constraint == Constraint::memcg || report.cgroup ||
                          std::any_of(report.kills.begin(), report.kills.end(), [](const Kill& kill) { return kill.memcg; });
  if (of_a_group) return std::nullopt;
  if (report.constraint != Constraint::unknown || report.mem_info) return "";
  return std::nullopt;
}

}  // namespace

bool one_group(const OomReport& a, const OomReport& b) {
  const auto x = memory_group(a), y = memory_group(b);
  return !x || !y || *x == *y;
}

namespace {

bool was_asked_for(const Draft& draft, const Aligned& aligned) {
  if (draft.reports.empty()) return false;
  for (const OomReport* copy : draft.reports.front()->copies)
    if (copy->invocation && copy->invocation->order) return *copy->invocation->order == -1;
  // The report's head is lost, the line of the request is there ("sysrq: Manual OOM execution").
  return std::any_of(aligned.manual_kills.begin(), aligned.manual_kills.end(), [&](const auto& asked) {
    const auto& [when, event] = asked;
    if (!aligned.hosts.may_be_same(event->cite.at.source, draft.source)) return false;
    const auto apart = between(when, draft.first);
    return apart ? std::chrono::abs(*apart) <= 2s
                 : is_undated(when) && is_undated(draft.first) && near_by_line(event->cite.at, draft.reports.front()->best().at);
  });
}

}  // namespace

bool is_bare_death(const Draft& draft) {
  return (draft.crash || draft.outage) && !draft.limit && draft.reports.empty() && !draft.killer && draft.witnesses.empty();
}

IncidentKind kind_of(const Draft& draft, const Aligned& aligned) {
  if (was_asked_for(draft, aligned)) return IncidentKind::sysrq_oom;
  if (!draft.reports.empty()) {
    const OomReport& report = draft.reports.front()->best();
    return report.constraint == Constraint::memcg || report.cgroup ? IncidentKind::memcg_oom : IncidentKind::kernel_oom;
  }
  if (draft.refusal) return IncidentKind::enomem;
  if (draft.limit)
    return draft.limit->kind == PgEventKind::value_limit || draft.limit->kind == PgEventKind::lock_table_full ? IncidentKind::postgres_limit
                                                                                                              : IncidentKind::not_memory;
  if (draft.allocation) return IncidentKind::allocation_failure;
  if (draft.pressure) return IncidentKind::memory_pressure;
  if (draft.killer) return IncidentKind::userspace_oom_killer;
  if (!draft.witnesses.empty())
    return a_limit_is_known(*draft.witnesses.front(), aligned.records) ? IncidentKind::memcg_oom : IncidentKind::kernel_oom;
  if (draft.counted) return a_limit_is_known(aligned.records) ? IncidentKind::memcg_oom : IncidentKind::kernel_oom;
  return IncidentKind::sigkill_no_oom;
}

}  // namespace laststraw::timeline
