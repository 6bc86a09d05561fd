// Shared memory that is neither shared_buffers nor a parallel query's: files in /dev/shm and other tmpfs.
#include <algorithm>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding tmpfs_or_shm_files(const Facts& facts) {
  if (!facts.total || !facts.incident->report) return Sum::not_applicable("tmpfs_or_shm_files");
  Sum sum("tmpfs_or_shm_files", facts);
  Bytes beyond{};
  if (!facts.shmem) {
    sum.missing(say("how much shared memory there was"), Absence::not_printed, say("the kernel's whole report (Mem-Info or memory.stat)"));
  } else if (!facts.shared_buffers) {
    sum.missing("shared_buffers", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  } else {
    // What processes have mapped is somebody's; files in tmpfs are mapped by nobody.
    Bytes mapped{};
    for (const Process& process : facts.incident->processes) mapped = std::max(mapped, process.shmem.value_or(Bytes{0}));
    beyond = std::max(Bytes{0}, facts.shmem->value - std::max(facts.shared_buffers->value + facts.shared_buffers->value / 10, mapped));
    const std::string claim = say("{0} of shared memory were resident, {1} more than shared_buffers and what any process has mapped", words(facts.shmem->value), words(beyond));
    sum.add(facts.of_total(beyond) >= 0.2 ? "beyond_mapped" : "explained", claim, *facts.shmem);
  }
  if (!facts.workers.empty()) sum.add("workers_seen", say("parallel workers were running, whose hash tables are shared memory too"), facts.place_of(*facts.workers.front()));
  if (facts.has_outlier()) sum.add("outlier", say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  sum.against_if_no_shortage();
  const Bytes freed = facts.free_now + beyond;
  sum.finding().culprit = {"file", std::nullopt, say("files in /dev/shm or another tmpfs"), {}, {}, {}, {}, beyond, std::nullopt};
  sum.finding().counterfactual = Counterfactual{freed, beyond.count > 0 && freed >= facts.reserve, say("without the files in tmpfs")};
  sum.finding().sentence = say("Files in memory are the culprit: {0}, {1} of {2}, is shared memory that is neither shared_buffers nor mapped by any process{3}.", words(beyond),
                               percent(facts.of_total(beyond)), facts.total_name, last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
