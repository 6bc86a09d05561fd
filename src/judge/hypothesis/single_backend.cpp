// One session took far more than its peers.
#include "judge/hypotheses.hpp"
#include "judge/mechanism.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

std::optional<Citation> statement_cite(const Process& process) {
  if (process.statement.empty() || process.known_from.empty()) return std::nullopt;
  return process.known_from.back();
}

void weigh_growth(Sum& sum, const Facts& facts, const Candidate& candidate) {
  if (!candidate.growth) return;
  const Bytes grown = candidate.growth->by;
  if (grown >= candidate.size / 2)
    sum.add("grew", "it took " + words(grown) + " of its " + words(candidate.size) + " since the last capture before", candidate.growth->cite);
  else if (share(grown, facts.total) < 0.02 && facts.another_grew(candidate))
    sum.add("stable", "it had hardly grown since the capture before (" + words(grown) + ")", candidate.growth->cite);
}

void state_missing(Sum& sum, const Facts& facts, const Process& process) {
  if (process.statement.empty())
    sum.missing("what the session was running",
                facts.incident->postgres.present ? Absence::not_printed : Absence::not_supplied,
                facts.incident->postgres.present ? "log_statement = 'ddl' or log_min_duration_statement, and the crash line's DETAIL (9.2+)"
                                                 : "the PostgreSQL log of that time");
  if (!facts.captured_before)
    sum.missing("how the processes grew before", Absence::not_supplied, "ps, pidstat or atop captures at least once a minute");
}

}  // namespace

Finding single_backend(const Facts& facts) {
  Sum sum("single_backend", facts);
  const Candidate& candidate = facts.session;
  if (!candidate.process || facts.total.count == 0) {
    sum.missing("the sizes of the sessions", Absence::not_supplied, "the kernel's task table (vm.oom_dump_tasks = 1) or ps captures");
    return sum.done();
  }
  const Process& process = *candidate.process;
  const std::string who = words(process);
  sum.finding().culprit = {"backend", process.pid, process.comm, process.user, process.database, process.application,
                           process.statement, candidate.size, std::nullopt};
  sum.finding().counterfactual = Counterfactual{
      candidate.free_without, candidate.sufficient,
      "with " + who + " at the median of the other sessions (" + words(candidate.peers) + ")"};
  const Mechanism mechanism = mechanism_of(facts, process);
  sum.finding().mechanism = mechanism.id;

  const auto row = row_of(process);
  if (candidate.sufficient)
    sum.add("sufficient", who + " held " + words(candidate.size) + " of private memory; at the median of the other sessions (" +
                              words(candidate.peers) + ") " + words(candidate.free_without) + " would have been free", row);
  else if (candidate.impossible)
    sum.add("not_sufficient", "the largest session, " + who + ", held " + words(candidate.size) +
                                  "; without its excess only " + words(candidate.free_without) + " would have been free", row);
  if (share(candidate.excess.low, facts.total) >= 0.3)
    sum.add("dominant", "that is " + percent(share(candidate.size, facts.total)) + " of " + facts.total_name, row);
  if (candidate.size >= candidate.peers * 10 && facts.sessions.size() > 2)
    sum.add("outlier", "the other " + std::to_string(facts.sessions.size() - 1) + " sessions hold " + words(candidate.peers) + " in the median", row);
  weigh_growth(sum, facts, candidate);
  if (const Started* began = facts.began_with_decline(process))
    sum.add("began_with_decline", "memory began to fall just when " + began->text, began->cite);
  if (facts.incident->refusal && facts.incident->refusal->writer == process.pid)
    sum.add("refused", "it is the session that was refused memory", facts.incident->refusal->cite);
  if (!mechanism.claim.empty()) sum.add("mechanism", mechanism.claim, mechanism.cite);
  if (is_work_mem_times_nodes(facts, candidate))
    sum.add("many_nodes", "its size is what its " + std::to_string(memory_nodes(process.statement)) + " sorts, joins and aggregates are entitled to", row);
  if (process.statement_in_flight) sum.add("statement", "it was running " + statement_words(process), statement_cite(process));
  if (!facts.workers.empty() && process.shmem > candidate.size)
    sum.add("shared_by_workers", "parallel workers run, and its shared memory exceeds its own", row);
  sum.against_if_no_shortage();
  state_missing(sum, facts, process);

  std::string sentence = "One session is the culprit: " + who + " held " + words(candidate.size) + ", " +
                         percent(share(candidate.size, facts.total)) + " of " + facts.total_name;
  if (!process.statement.empty()) sentence += ", running " + statement_words(process);
  sum.finding().sentence = sentence + victim_words(facts, &process) + ".";
  return sum.done();
}

}  // namespace laststraw::judge
