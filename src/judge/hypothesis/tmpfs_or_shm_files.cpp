// Shared memory that is neither shared_buffers nor a parallel query's: files in /dev/shm and other tmpfs.
#include <algorithm>
#include <array>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "tmpfs_or_shm_files";
constexpr double kLargeShare = 0.2;
constexpr std::array kTerms{
    Term{"prior", -7, -7.7, "Rare on database servers.", "docs/reference/causes.md RC-24"},
    Term{"beyond_mapped", 20, 18.8, "{0} % of the total or more is shared memory beyond shared_buffers that no process has mapped.",
         "docs/reference/causes.md RC-24", percent_of(kLargeShare)},
    Term{"more_than_sessions", 8, 8.0, "That is more than all sessions hold.", kRanking},
    Term{"outlives_server", 12, 12.0, "Most of that shared memory is still there when the server's own is gone: it was not the server's.",
         "PostgreSQL, storage/ipc/ipci.c: a restart after a crash makes the segment anew"},
    Term{"explained", -18, -18.0, "Shared memory is explained by shared_buffers and what processes have mapped.",
         "docs/reference/causes.md RC-24"},
    Term{"workers_seen", -8, -8.0, "Parallel workers were running; their hash tables are shared memory too.", kReading},
    Term{"outlier", -12, -12.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

/// A sample soon after the crash, before the new segment can have been filled: shared memory that outlives the server is files.
void weigh_what_is_left(Sum& sum, const Facts& facts, Bytes beyond) {
  const Incident& incident = *facts.incident;
  if (!incident.postgres.crashed || !incident.postgres.down || !incident.when.wall || facts.of_total(beyond) < kLargeShare) return;
  using namespace std::chrono_literals;
  for (const AlignedSeries& series : incident.series) {
    if (series.name != (incident.kind == IncidentKind::memcg_oom ? "memcg_shmem_bytes" : "shmem_bytes")) continue;
    for (const AlignedSeries::Point& point : series.points) {
      if (point.at <= *incident.when.wall + *incident.postgres.down || point.at > *incident.when.wall + *incident.postgres.down + 60s)
        continue;
      if (Bytes{to_whole(point.value)} >= beyond / 2)
        sum.add(term("outlives_server"),
                say("{0} of shared memory are still there after the server has been restarted", Bytes{to_whole(point.value)}),
                Citation{{series.source, point.line, point.line}, ""});
      return;
    }
  }
}

Finding ask(const Facts& facts) {
  if (!facts.total || !facts.incident->report) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  Bytes beyond{};
  if (!facts.shmem) {
    sum.missing(say("how much shared memory there was"), Absence::not_printed, say("the kernel's whole report (Mem-Info or memory.stat)"));
  } else if (!facts.shared_buffers) {
    sum.missing("shared_buffers", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  } else {
    beyond = facts.beyond_mapped->value;
    const Sentence claim =
        say("{0} of shared memory were resident, {1} more than shared_buffers and what any process has mapped", facts.shmem->value, beyond);
    sum.add(facts.of_total(beyond) >= kLargeShare ? term("beyond_mapped") : term("explained"), claim, *facts.shmem);
    // Only where roles are known is no parallel worker seen because there was none.
    if (facts.of_total(beyond) >= kLargeShare && beyond > facts.sessions_private && !facts.sessions.empty() &&
        (facts.incident->postgres.present || facts.captured_before))
      sum.add(term("more_than_sessions"), say("all sessions together held {0}", facts.sessions_private), *facts.shmem);
  }
  weigh_what_is_left(sum, facts, beyond);
  if (!facts.workers.empty())
    sum.add(term("workers_seen"), say("parallel workers were running, whose hash tables are shared memory too"),
            facts.place_of(*facts.workers.front()));
  if (facts.has_outlier())
    sum.add(term("outlier"), say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  sum.against_if_no_shortage(term("no_shortage"));
  const Bytes freed = facts.free_now + beyond;
  sum.finding().culprit = {FilesAtFault{say("files in /dev/shm or another tmpfs")}, beyond};
  sum.finding().counterfactual = Counterfactual{freed, beyond.count > 0 && freed >= facts.reserve, say("without the files in tmpfs")};
  sum.finding().sentence =
      say("Files in memory are the culprit: {0}, {1} of {2}, is shared memory that is neither shared_buffers nor mapped by any process{3}.",
          beyond, percent(facts.of_total(beyond)), facts.total_name, last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis tmpfs_or_shm_files{kId,
                                              "Files in /dev/shm or another tmpfs",
                                              "Shared memory that is neither shared_buffers nor mapped by any process: files in memory.",
                                              VerdictKind::culprit,
                                              kTerms,
                                              ask};

}  // namespace laststraw::judge
