// Page tables: small pages x large shared memory x many sessions.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding page_tables(const Facts& facts) {
  if (!facts.total || !facts.page_tables) return Sum::not_applicable("page_tables");
  Sum sum("page_tables", facts);
  const Bytes size = facts.page_tables->value;
  const double of_total = facts.of_total(size);
  const std::string claim = say("page tables are {0}, {1} of {2}", words(size), percent(of_total), facts.total_name);
  if (of_total >= 0.18) sum.add("large", claim, *facts.page_tables);
  else if (of_total >= 0.10) sum.add("noticeable", claim, *facts.page_tables);
  else sum.add("small", claim, *facts.page_tables);
  if (facts.has_outlier()) sum.add("outlier", say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  sum.against_if_no_shortage();

  const Bytes freed = facts.free_now + size;
  sum.finding().culprit = {"group", std::nullopt, say("page tables"), {}, {}, {}, {}, size,
                           static_cast<std::int64_t>(facts.sessions.size())};
  sum.finding().counterfactual = Counterfactual{freed, freed >= facts.reserve, say("with shared_buffers in huge pages")};
  sum.finding().sentence = say("Nobody in particular: the page tables of {0} sessions took {1}, {2} of {3}, because shared memory is mapped in 4 KiB pages{4}.",
                               facts.sessions.size(), words(size), percent(of_total), facts.total_name, last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
