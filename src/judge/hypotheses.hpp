// The hypotheses. Each is one file of its own, src/judge/hypothesis/<id>.cpp: its thresholds, its terms, its question.
#pragma once

#include <span>

#include "judge/facts.hpp"
#include "judge/weights.hpp"

namespace laststraw::judge {

/// A question, what counts for and against it, and a pure function that answers it.
struct Hypothesis {
  std::string_view id, title, story;
  /// The leading cause is one sufficient thing (culprit), or the load as a whole (last_straw).
  VerdictKind verdict_when_leading;
  std::span<const Term> terms;
  Finding (*ask)(const Facts&);
  /// It speaks of PostgreSQL's processes or settings: not to be asked where nothing of PostgreSQL is in sight.
  bool of_postgres = false;
};

std::span<const Hypothesis* const> hypotheses();

extern const Hypothesis single_backend, parallel_query, too_many_backends, catalog_cache_bloat, shared_buffers_too_large, page_tables,
    external_process, cgroup_limit_too_small, hugepages_over_reserved, work_mem_multiplication, maintenance_storm, tmpfs_or_shm_files,
    kernel_memory, commit_limit_too_low, commit_limit_exhausted_by_neighbour, commit_accounting_leak, fragmentation, numa_or_cpuset_binding,
    userspace_killer_too_eager, manual_sigkill, insufficient_evidence;

/// Autovacuum workers, and sessions that run VACUUM, CREATE INDEX and the like.
bool is_maintenance(const Process& process);
/// Or it is taken for one: nothing says what it runs, but its equals maintain.
bool maintains(const Facts& facts, const Process& process);
/// One of the handful of equals is seen to maintain, and the others have nothing that tells them from it.
bool handful_maintains(const Facts& facts);

/// Asks every hypothesis and ranks the answers.
Judgement judge(const Facts& facts);

}  // namespace laststraw::judge
