// Kernel 6.5's mremap bug: Committed_AS only grows (mm/mremap.c).
#include <array>

#include "judge/commit.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "commit_accounting_leak";
constexpr double kUnexplained = 1.5;
constexpr std::array kTerms{
    Term{"prior", -10, -10.0, "One series of kernels only.", "docs/reference/causes.md RC-44"},
    Term{"kernel_6_5", 10, 10.0, "The kernel is of the 6.5 series.", "docs/reference/causes.md RC-44"},
    Term{"other_kernel", -25, -25.0, "The kernel is of another series.", "docs/reference/causes.md RC-44"},
    Term{"unexplained", 15, 15.0, "Committed_AS is {0} % of the address space of PostgreSQL and the largest other program, or more.",
         "docs/reference/causes.md RC-44", percent_of(kUnexplained)},
    Term{"explained", -10, -10.0, "The processes explain Committed_AS.", "docs/reference/causes.md RC-44"},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  if (facts.incident->kind != IncidentKind::enomem) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const Commit commit = commit_of(facts);
  const auto& release = facts.incident->records->host.kernel_release;
  if (!release)
    sum.missing(say("the kernel's version"), Absence::not_supplied, "uname -r");
  else if (release->value.starts_with("6.5."))
    sum.add(term("kernel_6_5"), say("the kernel is {0}", release->value), release->cite);
  else
    sum.add(term("other_kernel"), say("the kernel is {0}", release->value), release->cite);
  if (!commit.committed) {
    sum.missing("Committed_AS", Absence::not_supplied, "/proc/meminfo, sar -r");
  } else if (commit.capture) {
    // Address space is more than what is committed: if even its sum is below, the books are wrong.
    const Bytes explained = commit.postgres_virtual + commit.largest_other_virtual;
    const Sentence claim = say("Committed_AS is {0}; the address space of PostgreSQL and the largest other program is {1}",
                               commit.committed->value, explained);
    sum.add(commit.committed->value > scaled(explained, kUnexplained) ? term("unexplained") : term("explained"), claim, *commit.committed);
  }
  sum.finding().culprit = {KernelAtFault{release ? release->value : say("kernel")},
                           commit.committed ? std::optional(commit.committed->value) : std::nullopt};
  sum.finding().sentence =
      commit.committed
          ? say("The kernel's books are the culprit: Committed_AS says {0}, which no process explains, on a kernel that is known to lose count.",
                commit.committed->value)
          : say("The kernel's books are the culprit: it is one that is known to lose count of committed memory.");
  return sum.done();
}

}  // namespace

constinit const Hypothesis commit_accounting_leak{kId,
                                                  "Kernel 6.5 loses count of committed memory",
                                                  "A bug in mremap lets Committed_AS only grow, until everything is refused.",
                                                  VerdictKind::culprit,
                                                  kTerms,
                                                  ask};

}  // namespace laststraw::judge
