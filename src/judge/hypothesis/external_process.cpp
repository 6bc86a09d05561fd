// A program that is not PostgreSQL.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding external_process(const Facts& facts) {
  Sum sum("external_process", facts);
  const Candidate& candidate = facts.program;
  if (!candidate.process || facts.total.count == 0) {
    if (facts.incident->processes.empty())
      sum.missing("which other programs ran", Absence::not_supplied, "the kernel's task table or ps captures");
    return sum.done();
  }
  const Program& program = *candidate.program;
  const std::string who = program.processes.size() == 1
                              ? words(*candidate.process)
                              : std::to_string(program.processes.size()) + " processes of " + program.name;
  sum.finding().culprit = {program.processes.size() == 1 ? "process" : "group", candidate.process->pid, program.name, {}, {}, {}, {},
                           candidate.size, static_cast<std::int64_t>(program.processes.size())};
  sum.finding().counterfactual = Counterfactual{candidate.free_without, candidate.sufficient, "without " + who};

  const auto row = row_of(*candidate.process);
  if (candidate.sufficient)
    sum.add("sufficient", who + " held " + words(candidate.size) + " of private memory; without it " +
                              words(candidate.free_without) + " would have been free", row);
  else if (candidate.impossible)
    sum.add("not_sufficient", "the largest other program, " + who + ", held only " + words(candidate.size), row);
  if (share(candidate.excess.low, facts.total) >= 0.3)
    sum.add("dominant", "that is " + percent(share(candidate.size, facts.total)) + " of " + facts.total_name, row);
  if (const LedgerPart* postgres = facts.part("postgres private"); postgres && candidate.excess.low > postgres->size.high)
    sum.add("larger_than_postgres", "all of PostgreSQL held " + words(postgres->size.high) + " of private memory at most", row);
  if (candidate.growth && candidate.sufficient) {
    if (candidate.growth->by >= candidate.size / 2)
      sum.add("grew", "it took " + words(candidate.growth->by) + " since the capture before", candidate.growth->cite);
    else if (share(candidate.growth->by, facts.total) < 0.02 && facts.another_grew(candidate))
      sum.add("stable", "it had hardly grown since the capture before (" + words(candidate.growth->by) + ")", candidate.growth->cite);
  }
  if (const Started* began = facts.began_with_decline(*candidate.process))
    sum.add("began_with_decline", "memory began to fall just when " + began->text, began->cite);
  sum.against_if_no_shortage();
  sum.finding().sentence = "Not PostgreSQL but another program is the culprit: " + who + " held " + words(candidate.size) + ", " +
                           percent(share(candidate.size, facts.total)) + " of " + facts.total_name +
                           victim_words(facts, candidate.process) + ".";
  return sum.done();
}

}  // namespace laststraw::judge
