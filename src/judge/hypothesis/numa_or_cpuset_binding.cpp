// One node full, others free: a cpuset or a memory policy confines the allocation.
#include <algorithm>
#include <array>
#include <map>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "numa_or_cpuset_binding";
constexpr std::array kTerms{
    Term{"prior", -5, -5.1, "Needs a binding, and the kernel names it.", "docs/reference/causes.md RC-47"},
    Term{"bound", 20, 20.0, "The kernel says that a cpuset or memory policy confined the allocation.", "docs/reference/kernel.md 5.2"},
    Term{"unbound", -30, -30.0, "The kernel says that nothing confined the allocation.", "docs/reference/kernel.md 5.2"},
    Term{"free_elsewhere", 8, 8.0, "Memory was free above the watermarks on a node.", "docs/reference/kernel.md 5.2"},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || !facts.total || incident.constraint == Constraint::memcg) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const OomReport& report = *incident.report;
  const bool bound = report.constraint == Constraint::cpuset || report.constraint == Constraint::mempolicy;
  const Sentence which = report.constraint == Constraint::cpuset
                             ? say("cpuset {0} (nodes {1})", place_name(report.cpuset), report.mems_allowed)
                             : say("memory policy (nodes {0})", report.nodemask);
  if (bound)
    sum.add(term("bound"), say("the kernel says the allocation was confined by a {0}", which), facts.or_anchor(report.summary));
  else if (report.constraint == Constraint::none)
    sum.add(term("unbound"), say("the kernel says the allocation was not confined"), facts.or_anchor(report.summary));
  else
    sum.missing(say("the constraint"), Absence::not_printed, say("the kernel's line \"oom-kill:constraint=\" (5.0+)"));
  std::map<int, Bytes> free_of;
  for (const ZoneRow& zone : report.zones)
    if (zone.free > zone.high) free_of[zone.node] += zone.free - zone.high;
  Bytes elsewhere{};
  for (const auto& [node, free] : free_of) elsewhere = std::max(elsewhere, free);
  if (bound && facts.of_total(elsewhere) >= 0.05)
    sum.add(term("free_elsewhere"), say("{0} were free above the watermarks on a node", elsewhere), report.zones.front().cite);
  sum.finding().culprit = {SettingAtFault{which, std::nullopt}, elsewhere};
  sum.finding().counterfactual =
      Counterfactual{facts.free_now + elsewhere, bound && facts.of_total(elsewhere) >= 0.05, say("without the binding")};
  sum.finding().sentence = say("A binding is the culprit: the allocation was confined by a {0} and other nodes were not asked{1}.", which,
                               last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis numa_or_cpuset_binding{kId,
                                                  "A cpuset or memory policy confines PostgreSQL to full nodes",
                                                  "One node was full while others had memory the allocation was not allowed to use.",
                                                  VerdictKind::culprit,
                                                  kTerms,
                                                  ask};

}  // namespace laststraw::judge
