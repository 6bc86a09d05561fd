// Strict overcommit refused memory that was free.
#include <array>

#include "judge/commit.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "commit_limit_too_low";
constexpr double kMemoryWasShort = 0.1;
constexpr double kLowLimit = 0.75;
constexpr std::array kTerms{
    Term{"prior", -5, -5.0, "Needs strict overcommit.", "docs/reference/causes.md RC-43"},
    Term{"strict", 6, 6.0, "vm.overcommit_memory is 2.", "docs/reference/causes.md RC-43"},
    Term{"not_strict", -20, -20.0, "vm.overcommit_memory is not 2: the commit limit is not enforced.", "docs/reference/causes.md RC-43"},
    Term{"memory_was_free", 12, 12.0, "{0} % of the RAM or more was available when memory was refused.", "docs/reference/causes.md RC-43",
         percent_of(kMemoryWasFree)},
    Term{"memory_was_short", -12, -12.0, "Less than {0} % of the RAM was available.", "docs/reference/causes.md RC-43",
         percent_of(kMemoryWasShort)},
    Term{"limit_below_ram", 4, 4.0, "CommitLimit is below {0} % of the RAM.", "docs/reference/causes.md RC-43", percent_of(kLowLimit)},
    Term{"outlier", -12, -12.0, "One session alone would have been enough.", kCounterfactual},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  if (facts.incident->kind != IncidentKind::enomem) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const Commit commit = commit_of(facts);
  if (!commit.mode)
    sum.missing("vm.overcommit_memory", Absence::not_supplied, "sysctl -a");
  else if (commit.strict())
    sum.add(term("strict"), say("vm.overcommit_memory is 2: the kernel refuses what exceeds CommitLimit"), *commit.mode);
  else
    sum.add(term("not_strict"), say("vm.overcommit_memory is {0}: CommitLimit is not enforced", commit.mode->value), *commit.mode);
  const auto free_share = commit.available && commit.ram ? std::optional(share(commit.available->value, commit.ram->value)) : std::nullopt;
  if (!free_share) {
    sum.missing(say("how much memory was available then"), Absence::not_supplied, say("sar -r ALL, /proc/meminfo captures"));
  } else {
    const Sentence claim =
        commit.measured_then
            ? say("{0} ({1} of RAM) were available when memory was refused", commit.available->value, percent(*free_share))
            : say("{0} ({1} of RAM) were available when this was looked at", commit.available->value, percent(*free_share));
    if (*free_share >= kMemoryWasFree)
      sum.add(term("memory_was_free"), claim, *commit.available);
    else if (*free_share < kMemoryWasShort)
      sum.add(term("memory_was_short"), claim, *commit.available);
  }
  if (commit.limit && commit.ram && share(commit.limit->value, commit.ram->value) < kLowLimit)
    sum.add(term("limit_below_ram"),
            say("CommitLimit is {0}, {1} of RAM", commit.limit->value, percent(share(commit.limit->value, commit.ram->value))),
            *commit.limit);
  if (facts.session.sufficient)
    sum.add(term("outlier"), say("one session alone held more than its peers by enough"), facts.place_of(*facts.session.process));
  sum.finding().culprit = {LimitAtFault{"CommitLimit (vm.overcommit_ratio)"},
                           commit.limit ? std::optional(commit.limit->value) : std::nullopt};
  if (free_share)
    sum.finding().counterfactual = Counterfactual{commit.available->value, *free_share >= kMemoryWasFree, say("without the commit limit")};
  sum.finding().sentence = !commit.limit ? say("A setting is the culprit: memory was refused by the commit limit.")
                           : commit.available
                               ? say("A setting is the culprit: memory was refused by the commit limit of {0} while {1} were available.",
                                     commit.limit->value, commit.available->value)
                               : say("A setting is the culprit: memory was refused by the commit limit of {0}.", commit.limit->value);
  return sum.done();
}

}  // namespace

constinit const Hypothesis commit_limit_too_low{
    kId,
    "Strict overcommit refused memory that was free",
    "vm.overcommit_memory = 2 with a commit limit far below the RAM: memory is refused while it is there.",
    VerdictKind::culprit,
    kTerms,
    ask};

}  // namespace laststraw::judge
