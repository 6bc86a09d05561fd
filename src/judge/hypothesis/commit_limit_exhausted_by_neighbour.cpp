// Strict overcommit: another program's reservations used the commit limit up.
#include <array>

#include "judge/commit.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "commit_limit_exhausted_by_neighbour";
constexpr double kLargeReservation = 0.4;
constexpr double kTelling = 0.1;  ///< of the limit: what its reservations would have made room for
constexpr std::array kTerms{
    Term{"prior", -8, -8.0, "Needs strict overcommit and a neighbour with large reservations.", "docs/reference/causes.md 7, rule 9"},
    Term{"not_strict", -20, -20.0, "vm.overcommit_memory is not 2: the commit limit is not enforced.", "docs/reference/causes.md RC-43"},
    Term{"large_reservation", 20, 20.0, "One other program had reserved {0} % or more of the commit limit.",
         "docs/reference/causes.md 7, rule 9", percent_of(kLargeReservation)},
    Term{"small_reservations", -15, -15.0, "No other program had reserved {0} % of the commit limit.", "docs/reference/causes.md 7, rule 9",
         percent_of(kLargeReservation)},
    Term{"more_than_postgres", 4, 4.0, "It had reserved more than all of PostgreSQL.", "docs/reference/causes.md 7, rule 9"},
    Term{"outlier", -8, -8.0, "One session alone would have been enough.", kCounterfactual},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  if (facts.incident->kind != IncidentKind::enomem) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const Commit commit = commit_of(facts);
  if (commit.mode && !commit.strict())
    sum.add(term("not_strict"), say("vm.overcommit_memory is {0}: CommitLimit is not enforced", commit.mode->value), *commit.mode);
  if (!commit.limit) sum.missing("CommitLimit", Absence::not_supplied, "/proc/meminfo");
  if (!commit.capture)
    sum.missing(say("what the other programs had reserved"), Absence::not_supplied, say("ps captures with VSZ, at least once a minute"));
  const Name name = command_name(commit.largest_other ? commit.largest_other->command.substr(0, 60) : std::string());
  if (commit.limit && commit.capture) {
    const Citation cite = commit.other_cite();
    const double of_limit = share(commit.largest_other_virtual, commit.limit->value);
    const Sentence claim = say("{0} had reserved {1}, {2} of CommitLimit", name.words.empty() ? say("no other program") : Sentence(name),
                               commit.largest_other_virtual, percent(of_limit));
    sum.add(of_limit >= kLargeReservation ? term("large_reservation") : term("small_reservations"), claim, cite);
    if (commit.largest_other_virtual > commit.postgres_virtual)
      sum.add(term("more_than_postgres"), say("all of PostgreSQL together had {0}", commit.postgres_virtual), cite);
  }
  if (facts.session.sufficient)
    sum.add(term("outlier"), say("one session alone held more than its peers by enough"), facts.place_of(*facts.session.process));
  if (!commit.largest_other) return sum.done();
  sum.finding().culprit = {ProcessAtFault{commit.largest_other->pid, name.words}, commit.largest_other_virtual};
  if (commit.limit)
    sum.finding().counterfactual =
        Counterfactual{commit.largest_other_virtual, share(commit.largest_other_virtual, commit.limit->value) >= kTelling,
                       say("without its reservations")};
  sum.finding().sentence =
      commit.limit
          ? say("Another program's reservations are the culprit: {0} had reserved {1} of the commit limit of {2}, so that PostgreSQL was refused memory.",
                name, commit.largest_other_virtual, commit.limit->value)
          : say("Another program's reservations are the culprit: {0} had reserved {1}, so that PostgreSQL was refused memory.", name,
                commit.largest_other_virtual);
  return sum.done();
}

}  // namespace

constinit const Hypothesis commit_limit_exhausted_by_neighbour{
    kId,
    "Another program's reservations used the commit limit up",
    "Reserved is not used: under strict overcommit a neighbour's address space is what PostgreSQL cannot have.",
    VerdictKind::culprit,
    kTerms,
    ask};

}  // namespace laststraw::judge
