// Strict overcommit refused memory that was free.
#include "judge/commit.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding commit_limit_too_low(const Facts& facts) {
  if (facts.incident->kind != IncidentKind::enomem) return Sum::not_applicable("commit_limit_too_low");
  Sum sum("commit_limit_too_low", facts);
  const Commit commit = commit_of(facts);
  if (!commit.mode) sum.missing("vm.overcommit_memory", Absence::not_supplied, "sysctl -a");
  else if (commit.strict()) sum.add("strict", say("vm.overcommit_memory is 2: the kernel refuses what exceeds CommitLimit"), *commit.mode);
  else sum.add("not_strict", say("vm.overcommit_memory is {0}: CommitLimit is not enforced", commit.mode->value), *commit.mode);
  const auto free_share = commit.available && commit.ram ? std::optional(share(commit.available->value, commit.ram->value)) : std::nullopt;
  if (!free_share) {
    sum.missing(say("how much memory was available then"), Absence::not_supplied, say("sar -r ALL, /proc/meminfo captures"));
  } else {
    const std::string claim = say("{0} ({1} of RAM) were available when memory was refused", words(commit.available->value), percent(*free_share));
    if (*free_share >= kMemoryWasFree) sum.add("memory_was_free", claim, *commit.available);
    else if (*free_share < 0.1) sum.add("memory_was_short", claim, *commit.available);
  }
  if (commit.limit && commit.ram && share(commit.limit->value, commit.ram->value) < 0.75)
    sum.add("limit_below_ram", say("CommitLimit is {0}, {1} of RAM", words(commit.limit->value), percent(share(commit.limit->value, commit.ram->value))), *commit.limit);
  if (facts.session.sufficient) sum.add("outlier", say("one session alone held more than its peers by enough"), facts.place_of(*facts.session.process));
  sum.finding().culprit = {"limit", std::nullopt, "CommitLimit (vm.overcommit_ratio)", {}, {}, {}, {}, commit.limit ? commit.limit->value : Bytes{0}, std::nullopt};
  if (free_share) sum.finding().counterfactual = Counterfactual{commit.available->value, *free_share >= kMemoryWasFree, say("without the commit limit")};
  sum.finding().sentence = !commit.limit ? say("A setting is the culprit: memory was refused by the commit limit.")
      : commit.available ? say("A setting is the culprit: memory was refused by the commit limit of {0} while {1} were available.", words(commit.limit->value), words(commit.available->value))
                         : say("A setting is the culprit: memory was refused by the commit limit of {0}.", words(commit.limit->value));
  return sum.done();
}

}  // namespace laststraw::judge
