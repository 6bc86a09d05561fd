// Kernel 6.5's mremap bug: Committed_AS only grows (docs/reference/causes.md RC-44).
#include "judge/commit.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding commit_accounting_leak(const Facts& facts) {
  if (facts.incident->kind != IncidentKind::enomem) return Sum::not_applicable("commit_accounting_leak");
  Sum sum("commit_accounting_leak", facts);
  const Commit commit = commit_of(facts);
  const Setting* release = find(facts.incident->records->host, "kernel_release");
  if (!release) sum.missing(say("the kernel's version"), Absence::not_supplied, "uname -r");
  else if (release->value.compare(0, 4, "6.5.") == 0) sum.add("kernel_6_5", say("the kernel is {0}", release->value), release->cite);
  else sum.add("other_kernel", say("the kernel is {0}", release->value), release->cite);
  if (!commit.committed) {
    sum.missing("Committed_AS", Absence::not_supplied, "/proc/meminfo, sar -r");
  } else if (commit.capture) {
    // Address space is more than what is committed: if even its sum is below, the books are wrong.
    const Bytes explained = commit.postgres_virtual + commit.largest_other_virtual;
    const std::string claim = say("Committed_AS is {0}; the address space of PostgreSQL and the largest other program is {1}", words(*commit.committed), words(explained));
    sum.add(*commit.committed > explained + explained / 2 ? "unexplained" : "explained", claim, commit.committed_cite);
  }
  sum.finding().culprit = {"kernel", std::nullopt, release ? release->value : "kernel", {}, {}, {}, {}, commit.committed.value_or(Bytes{0}), std::nullopt};
  sum.finding().sentence = say("The kernel's books are the culprit: Committed_AS says {0}, which no process explains, on a kernel that is known to lose count.",
                               words(commit.committed.value_or(Bytes{0})));
  return sum.done();
}

}  // namespace laststraw::judge
