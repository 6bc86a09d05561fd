// One session took far more than its peers.
#include "judge/hypotheses.hpp"
#include "judge/mechanism.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

void weigh_growth(Sum& sum, const Facts& facts, const Candidate& candidate) {
  if (!candidate.growth) return;
  const Bytes grown = candidate.growth->by;
  if (grown >= candidate.size / 2)
    sum.add("grew", say("it took {0} of its {1} since the last capture before", words(grown), words(candidate.size)), candidate.growth->cite);
  else if (share(grown, facts.total) < 0.02 && facts.another_grew(candidate))
    sum.add("stable", say("it had hardly grown since the capture before ({0})", words(grown)), candidate.growth->cite);
}

void state_missing(Sum& sum, const Facts& facts, const Process& process) {
  if (process.statement.empty())
    sum.missing(say("what the session was running"),
                facts.incident->postgres.present ? Absence::not_printed : Absence::not_supplied,
                facts.incident->postgres.present ? say("log_statement = 'ddl' or log_min_duration_statement, and the crash line's DETAIL (9.2+)")
                                                 : say("the PostgreSQL log of that time"));
  if (!facts.captured_before)
    sum.missing(say("how the processes grew before"), Absence::not_supplied, say("ps, pidstat or atop captures at least once a minute"));
}

}  // namespace

Finding single_backend(const Facts& facts) {
  Sum sum("single_backend", facts);
  const Candidate& candidate = facts.session;
  if (!candidate.process || facts.total.count == 0) {
    sum.missing(say("the sizes of the sessions"), Absence::not_supplied, say("the kernel's task table (vm.oom_dump_tasks = 1) or ps captures"));
    return sum.done();
  }
  const Process& process = *candidate.process;
  const std::string who = words(process);
  sum.finding().culprit = {"backend", process.pid, process.comm, process.user, process.database, process.application,
                           process.statement, candidate.size, std::nullopt};
  sum.finding().counterfactual = Counterfactual{
      candidate.free_without, candidate.sufficient,
      say("with {0} at the median of the other sessions ({1})", who, words(candidate.peers))};
  const Mechanism mechanism = mechanism_of(facts, process);
  sum.finding().mechanism = mechanism.id;

  const auto row = row_of(process);
  if (candidate.sufficient)
    sum.add("sufficient", say("{0} held {1} of private memory; at the median of the other sessions ({2}) {3} would have been free", who, words(candidate.size),
                              words(candidate.peers), words(candidate.free_without)), row);
  else if (candidate.impossible)
    sum.add("not_sufficient", say("the largest session, {0}, held {1}; without its excess only {2} would have been free", who, words(candidate.size),
                                  words(candidate.free_without)), row);
  if (share(candidate.excess.low, facts.total) >= 0.3)
    sum.add("dominant", say("that is {0} of {1}", percent(share(candidate.size, facts.total)), facts.total_name), row);
  if (candidate.size >= candidate.peers * 10 && facts.sessions.size() > 2)
    sum.add("outlier", say("the other {0} sessions hold {1} in the median", facts.sessions.size() - 1, words(candidate.peers)), row);
  weigh_growth(sum, facts, candidate);
  if (const Started* began = facts.began_with_decline(process))
    sum.add("began_with_decline", say("memory began to fall just when {0}", began->text), began->cite);
  if (facts.incident->refusal && facts.incident->refusal->writer == process.pid)
    sum.add("refused", say("it is the session that was refused memory"), facts.incident->refusal->cite);
  if (!mechanism.claim.empty()) sum.add("mechanism", mechanism.claim, mechanism.cite);
  if (is_work_mem_times_nodes(facts, candidate))
    sum.add("many_nodes", say("its size is what its {0} sorts, joins and aggregates are entitled to", memory_nodes(process.statement)), row);
  if (process.statement_in_flight) sum.add("statement", say("it was running {0}", statement_words(process)), process.statement_cite);
  if (!facts.workers.empty() && process.shmem > candidate.size)
    sum.add("shared_by_workers", say("parallel workers run, and its shared memory exceeds its own"), row);
  sum.against_if_no_shortage();
  state_missing(sum, facts, process);

  sum.finding().sentence = say("One session is the culprit: {0} held {1}, {2} of {3}{4}{5}.", who, words(candidate.size),
                               percent(share(candidate.size, facts.total)), facts.total_name, running_words(process), victim_words(facts, &process));
  return sum.done();
}

}  // namespace laststraw::judge
