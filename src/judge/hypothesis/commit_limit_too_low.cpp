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
  else if (*commit.mode == 2) sum.add("strict", "vm.overcommit_memory is 2: the kernel refuses what exceeds CommitLimit", commit.mode_cite);
  else sum.add("not_strict", "vm.overcommit_memory is " + std::to_string(*commit.mode) + ": CommitLimit is not enforced", commit.mode_cite);
  if (!commit.available || !commit.ram) {
    sum.missing("how much memory was available then", Absence::not_supplied, "sar -r ALL, /proc/meminfo captures");
  } else {
    const double free_share = share(*commit.available, *commit.ram);
    const std::string claim = words(*commit.available) + " (" + percent(free_share) + " of RAM) were available when memory was refused";
    if (free_share >= 0.25) sum.add("memory_was_free", claim, commit.available_cite);
    else if (free_share < 0.1) sum.add("memory_was_short", claim, commit.available_cite);
  }
  if (commit.limit && commit.ram && share(*commit.limit, *commit.ram) < 0.75)
    sum.add("limit_below_ram", "CommitLimit is " + words(*commit.limit) + ", " + percent(share(*commit.limit, *commit.ram)) + " of RAM", commit.limit_cite);
  if (facts.session.sufficient) sum.add("outlier", "one session alone held more than its peers by enough", facts.session.process ? row_of(*facts.session.process) : std::nullopt);
  sum.finding().culprit = {"limit", std::nullopt, "CommitLimit (vm.overcommit_ratio)", {}, {}, {}, {}, commit.limit.value_or(Bytes{0}), std::nullopt};
  sum.finding().counterfactual = Counterfactual{commit.available.value_or(Bytes{0}), commit.available && commit.ram && share(*commit.available, *commit.ram) >= 0.25, "without the commit limit"};
  sum.finding().sentence = "A setting is the culprit: memory was refused by the commit limit of " + words(commit.limit.value_or(Bytes{0})) +
                           (commit.available ? " while " + words(*commit.available) + " were available" : "") + ".";
  return sum.done();
}

}  // namespace laststraw::judge
