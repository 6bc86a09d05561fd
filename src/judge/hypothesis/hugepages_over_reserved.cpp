// Huge pages reserved and unused.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding hugepages_over_reserved(const Facts& facts) {
  const Incident& incident = *facts.incident;
  // The pool takes from the host's RAM: a cgroup's limit does not feel it.
  if (!incident.report || incident.kind != IncidentKind::kernel_oom || incident.report->huge_pages.empty() || !facts.total)
    return Sum::not_applicable("hugepages_over_reserved");
  Sum sum("hugepages_over_reserved", facts);
  const LedgerPart* unused = facts.part("huge pages free");
  const Bytes size = unused ? unused->size.middle() : Bytes{0};
  const double of_total = facts.of_total(size);
  const Citation& place = unused && unused->cite ? *unused->cite : incident.report->huge_pages.front().cite;
  const std::string claim = say("{0} of huge pages were reserved and unused, {1} of RAM", words(size), percent(of_total));
  if (of_total >= 0.2) sum.add("large", claim, place);
  else if (of_total >= 0.1) sum.add("noticeable", claim, place);
  else sum.add("none", claim, place);
  if (facts.has_outlier()) sum.add("outlier", say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  std::int64_t pages = 0;
  for (const HugePagePool& pool : incident.report->huge_pages) pages += pool.total;
  sum.finding().culprit = {"setting", std::nullopt, "vm.nr_hugepages", {}, {}, {}, {}, size, pages};
  sum.finding().counterfactual = Counterfactual{facts.free_now + size, facts.free_now + size >= facts.reserve, say("without the unused huge pages")};
  sum.finding().sentence = say("A setting is the culprit: vm.nr_hugepages reserves {0}, {1} of RAM, as huge pages that nobody used{2}.", words(size), percent(of_total),
                               last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
