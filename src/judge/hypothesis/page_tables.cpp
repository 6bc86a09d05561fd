// Page tables: small pages x large shared memory x many sessions.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding page_tables(const Facts& facts) {
  Sum sum("page_tables", facts);
  if (facts.total.count == 0 || facts.page_tables.count == 0) return Sum::not_applicable("page_tables");
  const double of_total = share(facts.page_tables, facts.total);
  const std::string claim = "page tables are " + words(facts.page_tables) + ", " + percent(of_total) + " of " + facts.total_name;
  if (of_total >= 0.18) sum.add("large", claim, facts.page_tables_cite);
  else if (of_total >= 0.10) sum.add("noticeable", claim, facts.page_tables_cite);
  else sum.add("small", claim, facts.page_tables_cite);
  if (facts.has_outlier()) sum.add("outlier", "one session or program alone would have been enough");
  sum.against_if_no_shortage();

  const Bytes freed = facts.free_now + facts.page_tables;
  sum.finding().culprit = {"group", std::nullopt, "page tables", {}, {}, {}, {}, facts.page_tables,
                           static_cast<std::int64_t>(facts.sessions.size())};
  sum.finding().counterfactual = Counterfactual{freed, freed >= facts.reserve, "with shared_buffers in huge pages"};
  sum.finding().sentence = "Nobody in particular: the page tables of " + std::to_string(facts.sessions.size()) + " sessions took " +
                           words(facts.page_tables) + ", " + percent(of_total) + " of " + facts.total_name +
                           ", because shared memory is mapped in 4 KiB pages" + last_straw_words(facts) + ".";
  return sum.done();
}

}  // namespace laststraw::judge
