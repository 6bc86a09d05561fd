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
  else if (*commit.mode == 2) sum.add("strict", say("vm.overcommit_memory is 2: the kernel refuses what exceeds CommitLimit"), commit.mode_cite);
  else sum.add("not_strict", say("vm.overcommit_memory is {0}: CommitLimit is not enforced", *commit.mode), commit.mode_cite);
  if (!commit.available || !commit.ram) {
    sum.missing(say("how much memory was available then"), Absence::not_supplied, say("sar -r ALL, /proc/meminfo captures"));
  } else {
    const double free_share = share(*commit.available, *commit.ram);
    const std::string claim = say("{0} ({1} of RAM) were available when memory was refused", words(*commit.available), percent(free_share));
    if (free_share >= 0.25) sum.add("memory_was_free", claim, commit.available_cite);
    else if (free_share < 0.1) sum.add("memory_was_short", claim, commit.available_cite);
  }
  if (commit.limit && commit.ram && share(*commit.limit, *commit.ram) < 0.75)
    sum.add("limit_below_ram", say("CommitLimit is {0}, {1} of RAM", words(*commit.limit), percent(share(*commit.limit, *commit.ram))), commit.limit_cite);
  if (facts.session.sufficient) sum.add("outlier", say("one session alone held more than its peers by enough"), facts.session.process ? row_of(*facts.session.process) : std::nullopt);
  sum.finding().culprit = {"limit", std::nullopt, "CommitLimit (vm.overcommit_ratio)", {}, {}, {}, {}, commit.limit.value_or(Bytes{0}), std::nullopt};
  sum.finding().counterfactual = Counterfactual{commit.available.value_or(Bytes{0}), commit.available && commit.ram && share(*commit.available, *commit.ram) >= 0.25, say("without the commit limit")};
  sum.finding().sentence = commit.available
      ? say("A setting is the culprit: memory was refused by the commit limit of {0} while {1} were available.", words(commit.limit.value_or(Bytes{0})), words(*commit.available))
      : say("A setting is the culprit: memory was refused by the commit limit of {0}.", words(commit.limit.value_or(Bytes{0})));
  return sum.done();
}

}  // namespace laststraw::judge
