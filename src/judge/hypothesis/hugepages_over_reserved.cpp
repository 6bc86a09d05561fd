// Huge pages reserved and unused.
#include <array>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "hugepages_over_reserved";
constexpr double kLarge = 0.2;
constexpr double kNoticeable = 0.1;
constexpr std::array kTerms{
    Term{"prior", -5, -4.9, "Needs reserved huge pages that nobody uses.", "docs/reference/causes.md RC-22"},
    Term{"large", 22, 22.2, "Unused huge pages are {0} % of the RAM or more.", "docs/reference/causes.md RC-22", percent_of(kLarge)},
    Term{"noticeable", 8, 8.0, "Unused huge pages are {0} to {1} % of the RAM.", "docs/reference/causes.md RC-22", percent_of(kNoticeable),
         percent_of(kLarge)},
    Term{"none", -25, -25.0, "Hardly any huge page is unused.", "docs/reference/causes.md RC-22"},
    Term{"outlier", -6, -6.0, "One session or program alone would have been enough.", kCounterfactual},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  const Incident& incident = *facts.incident;
  // The pool takes from the host's RAM: a cgroup's limit does not feel it.
  if (!incident.report || incident.kind != IncidentKind::kernel_oom || incident.report->huge_pages.empty() || !facts.total)
    return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const LedgerPart* unused = facts.part(PartKind::huge_pages_free);
  const Bytes size = unused ? unused->size.middle() : Bytes{0};
  const double of_total = facts.of_total(size);
  const Citation& place = unused && unused->cite ? *unused->cite : incident.report->huge_pages.front().cite;
  const Sentence claim = say("{0} of huge pages were reserved and unused, {1} of RAM", size, percent(of_total));
  if (of_total >= kLarge)
    sum.add(term("large"), claim, place);
  else if (of_total >= kNoticeable)
    sum.add(term("noticeable"), claim, place);
  else
    sum.add(term("none"), claim, place);
  if (facts.has_outlier())
    sum.add(term("outlier"), say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  std::int64_t pages = 0;
  for (const HugePagePool& pool : incident.report->huge_pages) pages += pool.total;
  sum.finding().culprit = {SettingAtFault{"vm.nr_hugepages", pages}, size};
  sum.finding().counterfactual =
      Counterfactual{facts.free_now + size, facts.free_now + size >= facts.reserve, say("without the unused huge pages")};
  sum.finding().sentence = say("A setting is the culprit: vm.nr_hugepages reserves {0}, {1} of RAM, as huge pages that nobody used{2}.",
                               size, percent(of_total), last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis hugepages_over_reserved{kId,
                                                   "Huge pages reserved and unused",
                                                   "Memory set aside as huge pages that nobody uses is lost to everyone.",
                                                   VerdictKind::culprit,
                                                   kTerms,
                                                   ask};

}  // namespace laststraw::judge
