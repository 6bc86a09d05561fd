// A parallel query: leader, workers and their dynamic shared memory.
#include <algorithm>
#include <array>

#include "judge/excerpt.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "parallel_query";
constexpr double kLargeShare = 0.2;  ///< of the total
constexpr std::array kTerms{
    Term{"prior", -6, -4.9, "Needs parallel workers to be possible at all.", kRanking},
    Term{"dsm_large", 16, 16.9, "Shared memory exceeded what shared_buffers explains by {0} % of the total or more.", kReading,
         percent_of(kLargeShare)},
    Term{"dsm_small", -15, -15.0, "Shared memory is explained by shared_buffers.", kReading},
    Term{"workers_seen", 10, 10.9, "Parallel workers were running.", kRanking},
    Term{"no_workers", -12, -10.7, "No parallel worker is seen.", kRanking},
    Term{"workers_large", 8, 8.0, "Leader and workers together held {0} % or more of the memory.", kRanking, percent_of(kLargeShare)},
    Term{"worker_died", 12, 12.0, "What died was a parallel worker.", "PostgreSQL, access/transam/parallel.c"},
    Term{"dynamic_memory_refused", 18, 18.0, "Dynamic shared memory was refused, which parallel queries use.",
         "PostgreSQL, storage/ipc/dsm_impl.c dsm_impl_posix()"},
    Term{"no_shortage", -25, -24.1, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

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

/// Where no sizes are known: who died, or what was refused.
Finding by_log(const Facts& facts) {
  const Process* process = struck(facts);
  const auto statement = ran(facts);
  const bool maintains = statement && statement->value.bound == sql::Bound::maintenance;
  const bool worker = process && process->role == Role::parallel_worker;
  if (!worker && !refused_dynamic_memory(facts)) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  if (worker) sum.add(term("worker_died"), say("what died was a parallel worker"), facts.place_of(*process));
  if (refused_dynamic_memory(facts) && !maintains)
    sum.add(term("dynamic_memory_refused"), facts.incident->refusal->message, facts.incident->refusal->cite);
  if (const Bytes* asked = facts.incident->refusal && facts.incident->refusal->requested ? &*facts.incident->refusal->requested : nullptr)
    sum.finding().sentence = say(
        "A parallel query was refused {0} of dynamic shared memory: /dev/shm (docker --shm-size, shm_size, a memory-backed emptyDir) is too small for it{1}.",
        *asked, process ? running_words(*process) : std::string());
  else
    sum.finding().sentence = say("Probably a parallel query; its size is not known.");
  if (process)
    sum.finding().culprit = {session_at_fault(*process), facts.incident->refusal ? facts.incident->refusal->requested : std::nullopt};
  return sum.done();
}

Finding ask(const Facts& facts) {
  if (!facts.total || facts.sessions.empty() || refused_dynamic_memory(facts)) return by_log(facts);
  Sum sum(kId, term("prior"), facts);
  const Process* leader = leader_of(facts);
  // shared_buffers plus about a tenth is what the server's own segment takes (CreateSharedMemoryAndSemaphores() in storage/ipc/ipci.c).
  const Bytes explained = facts.shared_buffers ? facts.shared_buffers->value + facts.shared_buffers->value / 10 : facts.total->value;
  const Bytes beyond = facts.shmem ? std::max(Bytes{0}, facts.shmem->value - explained) : Bytes{0};
  if (!facts.shared_buffers) {
    sum.missing("shared_buffers", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  } else if (facts.shmem) {
    const Sentence claim = say("{0} of shared memory were resident, of which shared_buffers explains {1}", facts.shmem->value, explained);
    if (facts.of_total(beyond) >= kLargeShare)
      sum.add(term("dsm_large"), claim, *facts.shmem);
    else
      sum.add(term("dsm_small"), claim, *facts.shmem);
  }
  Bytes together = beyond + (leader ? leader->anon->middle() : Bytes{0});
  for (const Process* worker : facts.workers)
    if (worker->anon) together += worker->anon->middle();
  if (!facts.workers.empty()) {
    sum.add(term("workers_seen"), say_count(facts.workers.size(), "{0} parallel worker was running", "{0} parallel workers were running"),
            facts.named_by(*facts.workers.front()));
    if (facts.of_total(together) >= kLargeShare)
      sum.add(term("workers_large"),
              say("leader, workers and their shared memory held {0}, {1} of {2}", together, percent(facts.of_total(together)),
                  facts.total_name),
              facts.place_of(*facts.workers.front()));
  } else if (facts.incident->processes.size() > facts.incident->victims.size()) {  // others than the victims are listed
    sum.add_at_anchor(term("no_workers"), say("no parallel worker is seen"));
  }
  sum.against_if_no_shortage(term("no_shortage"));
  if (!leader) return sum.done();

  const Bytes freed = facts.free_now + together;
  sum.finding().culprit = {session_at_fault(*leader), together};
  sum.finding().counterfactual = Counterfactual{freed, freed >= facts.reserve, say("without the parallel query of {0}", words(*leader))};
  sum.finding().sentence = say_count(
      facts.workers.size(), "One parallel query is the culprit: {1} with {0} worker and their shared memory held {2}, {3} of {4}{5}{6}.",
      "One parallel query is the culprit: {1} with {0} workers and their shared memory held {2}, {3} of {4}{5}{6}.", words(*leader),
      together, percent(facts.of_total(together)), facts.total_name, running_words(*leader), victim_words(facts, leader));
  return sum.done();
}

}  // namespace

constinit const Hypothesis parallel_query{kId,
                                          "A parallel query's leader, workers and shared memory",
                                          "Parallel workers and the dynamic shared memory of their hash tables hold the memory.",
                                          VerdictKind::culprit,
                                          kTerms,
                                          ask,
                                          true};

}  // namespace laststraw::judge
