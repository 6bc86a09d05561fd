// Limits: of a group, and of what the kernel promises.
#include "judge/commit.hpp"
#include "judge/excerpt.hpp"
#include "judge/quantity/derivations.hpp"
#include "laststraw/record/overcommit.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

/// Where vm.overcommit_ratio counts and RAM and swap are known.
std::optional<Cited<Bytes>> reckoned_commit_limit(const Records& records) {
  const Overcommit overcommit = overcommit_of(records.sysctl);
  const MemInfo& meminfo = records.meminfo;
  if (!meminfo.total || !meminfo.swap_total || !overcommit.ratio || overcommit.limit) return std::nullopt;
  const Bytes huge = meminfo.huge_page && meminfo.huge_pages_total ? meminfo.huge_page->value * meminfo.huge_pages_total->value : Bytes{0};
  const std::int64_t ratio = overcommit.ratio->value;
  if (ratio < 0 || ratio > 10'000 || meminfo.total->value - huge <= Bytes{0}) return std::nullopt;
  return Cited<Bytes>{commit_limit(meminfo.total->value, huge, meminfo.swap_total->value, ratio), overcommit.ratio->cite};
}

}  // namespace

Derivations limit_of_inputs(const Facts& facts) {
  Derivations found;
  const Incident& incident = *facts.incident;
  const CgroupMemory& group = incident.records->cgroup;
  if (incident.report && incident.report->cgroup && incident.report->cgroup->limit)
    found.push_back({exactly(*incident.report->cgroup->limit), say("the kernel report's line on the group's usage"),
                     incident.report->cgroup->usage_cite});
  add(found, size_of(group.max), say("the group's memory.max"));
  add(found, size_of(group.limit_in_bytes), say("the group's memory.limit_in_bytes"));
  add(found, group.declared,
      group.declared && group.declared->cite.at.first_line > 0 ? say("what the container is declared with")
                                                               : say("given on the command line"));
  add(found, size_of(incident.records->unit.fact(&UnitFacts::memory_max)), say("the unit's MemoryMax"));
  if (incident.kind == IncidentKind::memcg_oom)
    if (const auto reckoned = total_by_score(incident))
      found.push_back(
          {reckoned->value, say("the victim's size and its score, {0} thousandths", share_by_score(incident)->score), reckoned->cite});
  return found;
}

Derivations commit_limit_of_inputs(const Facts& facts) {
  Derivations found;
  const Records& records = *facts.incident->records;
  add(found, records.meminfo.commit_limit, say("CommitLimit as the kernel prints it"));
  add(found, reckoned_commit_limit(records), say("swap and vm.overcommit_ratio of the RAM without huge pages"));
  return found;
}

}  // namespace laststraw::judge
