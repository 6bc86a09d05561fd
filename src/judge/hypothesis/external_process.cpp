// A program that is not PostgreSQL.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding external_process(const Facts& facts) {
  Sum sum("external_process", facts);
  const Candidate& candidate = facts.program;
  if (!candidate.process || !facts.total) {
    if (facts.incident->processes.empty())
      sum.missing(say("which other programs ran"), Absence::not_supplied, say("the kernel's task table or ps captures"));
    return sum.done();
  }
  const Program& program = *candidate.program;
  const std::string who = program.processes.size() == 1
                              ? words(*candidate.process)
                              : say("{0} processes of {1}", program.processes.size(), program.name);
  sum.finding().culprit = {program.processes.size() == 1 ? "process" : "group", candidate.process->pid, program.name, {}, {}, {}, {},
                           candidate.size, static_cast<std::int64_t>(program.processes.size())};
  sum.finding().counterfactual = Counterfactual{candidate.free_without, candidate.sufficient, say("without {0}", who)};

  const Citation& row = facts.place_of(*candidate.process);
  if (candidate.sufficient)
    sum.add("sufficient", say("{0} held {1} of private memory; without it {2} would have been free", who, words(candidate.size), words(candidate.free_without)), row);
  else if (candidate.impossible)
    sum.add("not_sufficient", say("the largest other program, {0}, held only {1}", who, words(candidate.size)), row);
  if (facts.of_total(candidate.excess.low) >= 0.3)
    sum.add("dominant", say("that is {0} of {1}", percent(facts.of_total(candidate.size)), facts.total_name), row);
  if (const LedgerPart* postgres = facts.part("postgres private"); postgres && candidate.excess.low > postgres->size.high)
    sum.add("larger_than_postgres", say("all of PostgreSQL held {0} of private memory at most", words(postgres->size.high)), row);
  if (candidate.growth && candidate.sufficient) {
    if (candidate.growth->value >= candidate.size / 2)
      sum.add("grew", say("it took {0} since the capture before", words(candidate.growth->value)), *candidate.growth);
    else if (facts.stood_still(candidate.growth) && facts.another_grew(candidate))
      sum.add("stable", say("it had hardly grown since the capture before ({0})", words(candidate.growth->value)), *candidate.growth);
  }
  if (const Started* began = facts.began_with_decline(*candidate.process))
    sum.add("began_with_decline", say("memory began to fall just when {0}", began->text), began->cite);
  sum.against_if_no_shortage();
  sum.finding().sentence = say("Not PostgreSQL but another program is the culprit: {0} held {1}, {2} of {3}{4}.", who, words(candidate.size),
                               percent(facts.of_total(candidate.size)), facts.total_name, victim_words(facts, candidate.process));
  return sum.done();
}

}  // namespace laststraw::judge
