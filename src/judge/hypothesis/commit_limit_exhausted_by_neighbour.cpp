// Strict overcommit: another program's reservations used the commit limit up.
#include "judge/commit.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding commit_limit_exhausted_by_neighbour(const Facts& facts) {
  if (facts.incident->kind != IncidentKind::enomem) return Sum::not_applicable("commit_limit_exhausted_by_neighbour");
  Sum sum("commit_limit_exhausted_by_neighbour", facts);
  const Commit commit = commit_of(facts);
  if (commit.mode && !commit.strict()) sum.add("not_strict", say("vm.overcommit_memory is {0}: CommitLimit is not enforced", commit.mode->value), *commit.mode);
  if (!commit.limit) sum.missing("CommitLimit", Absence::not_supplied, "/proc/meminfo");
  if (!commit.capture) sum.missing(say("what the other programs had reserved"), Absence::not_supplied, say("ps captures with VSZ, at least once a minute"));
  const std::string name = commit.largest_other ? commit.largest_other->command.substr(0, 60) : std::string();
  if (commit.limit && commit.capture) {
    const Citation cite = commit.other_cite();
    const double of_limit = share(commit.largest_other_virtual, commit.limit->value);
    const std::string claim = say("{0} had reserved {1}, {2} of CommitLimit", name.empty() ? say("no other program") : name, words(commit.largest_other_virtual), percent(of_limit));
    sum.add(of_limit >= 0.4 ? "large_reservation" : "small_reservations", claim, cite);
    if (commit.largest_other_virtual > commit.postgres_virtual) sum.add("more_than_postgres", say("all of PostgreSQL together had {0}", words(commit.postgres_virtual)), cite);
  }
  if (facts.session.sufficient) sum.add("outlier", say("one session alone held more than its peers by enough"), facts.place_of(*facts.session.process));
  sum.finding().culprit = {"process", commit.largest_other ? std::optional(commit.largest_other->pid) : std::nullopt, name, {}, {}, {}, {}, commit.largest_other_virtual, std::nullopt};
  sum.finding().counterfactual = Counterfactual{commit.largest_other_virtual, commit.limit && share(commit.largest_other_virtual, commit.limit->value) >= 0.1, say("without its reservations")};
  sum.finding().sentence = commit.limit
      ? say("Another program's reservations are the culprit: {0} had reserved {1} of the commit limit of {2}, so that PostgreSQL was refused memory.", name,
            words(commit.largest_other_virtual), words(commit.limit->value))
      : say("Another program's reservations are the culprit: {0} had reserved {1}, so that PostgreSQL was refused memory.", name, words(commit.largest_other_virtual));
  return sum.done();
}

}  // namespace laststraw::judge
