// One node full, others free: a cpuset or a memory policy confines the allocation.
#include <algorithm>
#include <map>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding numa_or_cpuset_binding(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || !facts.total || incident.constraint == Constraint::memcg) return Sum::not_applicable("numa_or_cpuset_binding");
  Sum sum("numa_or_cpuset_binding", facts);
  const OomReport& report = *incident.report;
  const bool bound = report.constraint == Constraint::cpuset || report.constraint == Constraint::mempolicy;
  const std::string which = report.constraint == Constraint::cpuset ? say("cpuset {0} (nodes {1})", report.cpuset, report.mems_allowed) : say("memory policy (nodes {0})", report.nodemask);
  if (bound) sum.add("bound", say("the kernel says the allocation was confined by a {0}", which), facts.or_anchor(report.summary));
  else if (report.constraint == Constraint::none) sum.add("unbound", say("the kernel says the allocation was not confined"), facts.or_anchor(report.summary));
  else sum.missing(say("the constraint"), Absence::not_printed, say("the kernel's line \"oom-kill:constraint=\" (5.0+)"));
  std::map<int, Bytes> free_of;
  for (const ZoneRow& zone : report.zones)
    if (zone.free > zone.high) free_of[zone.node] += zone.free - zone.high;
  Bytes elsewhere{};
  for (const auto& [node, free] : free_of) elsewhere = std::max(elsewhere, free);
  if (bound && facts.of_total(elsewhere) >= 0.05)
    sum.add("free_elsewhere", say("{0} were free above the watermarks on a node", words(elsewhere)), report.zones.front().cite);
  sum.finding().culprit = {"setting", std::nullopt, which, {}, {}, {}, {}, elsewhere, std::nullopt};
  sum.finding().counterfactual = Counterfactual{facts.free_now + elsewhere, bound && facts.of_total(elsewhere) >= 0.05, say("without the binding")};
  sum.finding().sentence = say("A binding is the culprit: the allocation was confined by a {0} and other nodes were not asked{1}.", which, last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
