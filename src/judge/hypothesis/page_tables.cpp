// Page tables: small pages x large shared memory x many sessions.
#include <array>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "page_tables";
constexpr double kLarge = 0.18;
constexpr double kNoticeable = 0.10;
constexpr std::array kTerms{
    Term{"prior", -5, -4.3, "Rare where huge pages are used or sessions are few.", "docs/reference/causes.md RC-21"},
    Term{"large", 17, 18.4, "Page tables are {0} % or more of the total.", "docs/reference/causes.md RC-21", percent_of(kLarge)},
    Term{"noticeable", 6, 6.0, "Page tables are between {0} and {1} % of the total.", "docs/reference/causes.md RC-21",
         percent_of(kNoticeable), percent_of(kLarge)},
    Term{"small", -18, -18.0, "Page tables are below {0} % of the total.", "docs/reference/causes.md RC-21", percent_of(kNoticeable)},
    Term{"outlier", -12, -12.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  if (!facts.total || !facts.page_tables) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const Bytes size = facts.page_tables->value;
  const double of_total = facts.of_total(size);
  const Sentence claim = say("page tables are {0}, {1} of {2}", size, percent(of_total), facts.total_name);
  if (of_total >= kLarge)
    sum.add(term("large"), claim, *facts.page_tables);
  else if (of_total >= kNoticeable)
    sum.add(term("noticeable"), claim, *facts.page_tables);
  else
    sum.add(term("small"), claim, *facts.page_tables);
  if (facts.has_outlier())
    sum.add(term("outlier"), say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  sum.against_if_no_shortage(term("no_shortage"));

  const Bytes freed = facts.free_now + size;
  sum.finding().culprit = {KernelAtFault{say("page tables")}, size};
  sum.finding().counterfactual = Counterfactual{freed, freed >= facts.reserve, say("with shared_buffers in huge pages")};
  sum.finding().sentence =
      say("Nobody in particular: the page tables of {0} sessions took {1}, {2} of {3}, because shared memory is mapped in 4 KiB pages{4}.",
          facts.sessions.size(), size, percent(of_total), facts.total_name, last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis page_tables{
    kId,
    "Page tables of many sessions over large shared memory",
    "Without huge pages each session needs 2 MiB of page tables for each GiB of shared memory it touches.",
    VerdictKind::last_straw,
    kTerms,
    ask};

}  // namespace laststraw::judge
