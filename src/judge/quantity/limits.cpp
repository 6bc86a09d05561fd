// Limits: of a group, and of what the kernel promises.
#include "judge/excerpt.hpp"
#include "judge/quantity/derivations.hpp"
#include "laststraw/record/overcommit.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

/// vm_commit_limit() in mm/util.c: whole pages of (RAM - huge pages) x ratio / 100, and all swap.
std::optional<Cited<Bytes>> reckoned_commit_limit(const Records& records) {
  constexpr std::int64_t kPage = 4096;
  const Overcommit overcommit = overcommit_of(records.sysctl);
  const MemInfo& meminfo = records.meminfo;
  if (!meminfo.total || !meminfo.swap_total || !overcommit.ratio || overcommit.limit) return std::nullopt;
  const Bytes huge = meminfo.huge_page && meminfo.huge_pages_total ? meminfo.huge_page->value * meminfo.huge_pages_total->value : Bytes{0};
  const std::int64_t pages = (meminfo.total->value - huge).count / kPage;
  if (overcommit.ratio->value < 0 || overcommit.ratio->value > 10'000 || pages <= 0 || pages > (std::int64_t{1} << 45)) return std::nullopt;
  return Cited<Bytes>{Bytes{pages * overcommit.ratio->value / 100 * kPage} + meminfo.swap_total->value, overcommit.ratio->cite};
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
