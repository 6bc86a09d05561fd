// One node full, others free: a cpuset or a memory policy confines the allocation.
#include <algorithm>
#include <map>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding numa_or_cpuset_binding(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || incident.constraint == Constraint::memcg) return Sum::not_applicable("numa_or_cpuset_binding");
  Sum sum("numa_or_cpuset_binding", facts);
  const OomReport& report = *incident.report;
  const bool bound = report.constraint == Constraint::cpuset || report.constraint == Constraint::mempolicy;
  const std::string which = report.constraint == Constraint::cpuset ? "cpuset " + report.cpuset + " (nodes " + report.mems_allowed + ")" : "memory policy (nodes " + report.nodemask + ")";
  if (bound) sum.add("bound", "the kernel says the allocation was confined by a " + which, report.summary);
  else if (report.constraint == Constraint::none) sum.add("unbound", "the kernel says the allocation was not confined", report.summary);
  else sum.missing("the constraint", Absence::not_printed, "the kernel's line \"oom-kill:constraint=\" (5.0+)");
  std::map<int, Bytes> free_of;
  for (const ZoneRow& zone : report.zones)
    if (zone.free > zone.high) free_of[zone.node] += zone.free - zone.high;
  Bytes elsewhere{};
  for (const auto& [node, free] : free_of) elsewhere = std::max(elsewhere, free);
  if (bound && share(elsewhere, facts.total) >= 0.05)
    sum.add("free_elsewhere", words(elsewhere) + " were free above the watermarks on a node", report.zones.front().cite);
  sum.finding().culprit = {"setting", std::nullopt, which, {}, {}, {}, {}, elsewhere, std::nullopt};
  sum.finding().counterfactual = Counterfactual{facts.free_now + elsewhere, bound && share(elsewhere, facts.total) >= 0.05, "without the binding"};
  sum.finding().sentence = "A binding is the culprit: the allocation was confined by a " + which + " and other nodes were not asked" + last_straw_words(facts) + ".";
  return sum.done();
}

}  // namespace laststraw::judge
