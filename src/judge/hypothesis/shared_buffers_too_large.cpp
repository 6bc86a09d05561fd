// shared_buffers leaves too little for everything else.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding shared_buffers_too_large(const Facts& facts) {
  Sum sum("shared_buffers_too_large", facts);
  if (!facts.total || !facts.shmem) {
    sum.missing(say("how much shared memory there was"), Absence::not_supplied, say("the kernel's OOM report, or /proc/meminfo of that time"));
    return sum.done();
  }
  if (!facts.shared_buffers) sum.missing("shared_buffers", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  // What is configured and not touched takes nothing; what is resident beyond it is something else's.
  const Bytes held = facts.shared_buffers ? std::min(facts.shmem->value, facts.shared_buffers->value) : facts.shmem->value;
  const double of_total = facts.of_total(held);
  const Citation& place = facts.shared_buffers ? facts.shared_buffers->cite : facts.shmem->cite;
  const std::string claim = facts.shared_buffers
      ? say("shared_buffers is {0}, of which {1} were resident: {2} of {3}", words(facts.shared_buffers->value), words(held), percent(of_total), facts.total_name)
      : say("of shared memory {0} were resident: {1} of {2}", words(held), percent(of_total), facts.total_name);
  if (of_total >= 0.6) sum.add("most", claim, place);
  else if (of_total >= 0.5) sum.add("half", claim, place);
  else if (of_total >= 0.4) sum.add("generous", claim, place);
  else if (of_total >= 0.25) sum.add("ordinary", claim, place);
  else sum.add("small", claim, place);
  if (!facts.shared_buffers && of_total >= 0.4)
    sum.add("not_known", say("what shared_buffers is set to is not known: the shared memory may be a parallel query's, or files"), *facts.shmem);
  if (facts.has_outlier()) sum.add("outlier", say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  sum.against_if_no_shortage();

  const Bytes freed = facts.free_now + std::max(Bytes{0}, held - facts.total->value / 4);
  sum.finding().culprit = {"setting", std::nullopt, "shared_buffers", {}, {}, {}, {}, facts.shared_buffers ? facts.shared_buffers->value : held, std::nullopt};
  sum.finding().counterfactual = Counterfactual{freed, freed >= facts.reserve, say("with shared_buffers at a quarter of {0}", facts.total_name)};
  sum.finding().sentence = say("A setting is the culprit: shared_buffers takes {0}, {1} of {2}, and an ordinary load did not fit beside it{3}.", words(held),
                               percent(of_total), facts.total_name, last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
