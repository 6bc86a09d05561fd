// A parallel query: leader, workers and their dynamic shared memory.
#include <algorithm>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

/// The leader, where a log line or a title names it; else the session that is no worker and holds the most shared memory.
const Process* leader_of(const Facts& facts) {
  for (const Process* worker : facts.workers)
    if (worker->leader)
      for (const Process* session : facts.sessions)
        if (session->pid == *worker->leader) return session;
  const Process* most = nullptr;
  for (const Process* session : facts.sessions)
    if (session->role != Role::parallel_worker && (!most || session->shmem > most->shmem)) most = session;
  return most;
}

}  // namespace

Finding parallel_query(const Facts& facts) {
  Sum sum("parallel_query", facts);
  if (facts.total.count == 0 || facts.sessions.empty()) return Sum::not_applicable("parallel_query");
  const Process* leader = leader_of(facts);
  // shared_buffers plus about a tenth is what the server's own segment takes (docs/reference/postgres.md 6).
  const Bytes explained = facts.shared_buffers ? *facts.shared_buffers + *facts.shared_buffers / 10 : facts.total;
  const Bytes beyond = facts.shmem ? std::max(Bytes{0}, *facts.shmem - explained) : Bytes{0};
  if (!facts.shared_buffers) {
    sum.missing("shared_buffers", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  } else if (facts.shmem) {
    const std::string claim = say("{0} of shared memory were resident, of which shared_buffers explains {1}", words(*facts.shmem), words(explained));
    if (share(beyond, facts.total) >= 0.2) sum.add("dsm_large", claim, facts.shmem_cite);
    else sum.add("dsm_small", claim, facts.shmem_cite);
  }
  Bytes together = beyond + (leader ? leader->anon.middle() : Bytes{0});
  for (const Process* worker : facts.workers) together += worker->anon.middle();
  if (!facts.workers.empty()) {
    sum.add("workers_seen", say_count(facts.workers.size(), "{0} parallel worker was running", "{0} parallel workers were running"),
            facts.workers.front()->known_from.empty() ? std::nullopt : std::optional(facts.workers.front()->known_from.back()));
    if (share(together, facts.total) >= 0.2)
      sum.add("workers_large", say("leader, workers and their shared memory held {0}, {1} of {2}", words(together), percent(share(together, facts.total)), facts.total_name),
              row_of(*facts.workers.front()));
  } else {
    sum.add("no_workers", say("no parallel worker is seen"));
  }
  sum.against_if_no_shortage();
  if (!leader) return sum.done();

  const Bytes freed = facts.free_now + together;
  sum.finding().culprit = {"backend", leader->pid, leader->comm, leader->user, leader->database, leader->application,
                           leader->statement, together, std::nullopt};
  sum.finding().counterfactual = Counterfactual{freed, freed >= facts.reserve, say("without the parallel query of {0}", words(*leader))};
  sum.finding().sentence = say_count(facts.workers.size(), "One parallel query is the culprit: {1} with {0} worker and their shared memory held {2}, {3} of {4}{5}{6}.",
                                     "One parallel query is the culprit: {1} with {0} workers and their shared memory held {2}, {3} of {4}{5}{6}.", words(*leader), words(together),
                                     percent(share(together, facts.total)), facts.total_name, running_words(*leader), victim_words(facts, leader));
  return sum.done();
}

}  // namespace laststraw::judge
