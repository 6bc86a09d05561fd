// The table of hypotheses. Each is one file of its own: src/judge/hypothesis/<id>.cpp.
#pragma once

#include <span>

#include "judge/facts.hpp"

namespace laststraw::judge {

std::span<const Hypothesis> hypotheses();

Finding single_backend(const Facts&);
Finding parallel_query(const Facts&);
Finding too_many_backends(const Facts&);
Finding catalog_cache_bloat(const Facts&);
Finding shared_buffers_too_large(const Facts&);
Finding page_tables(const Facts&);
Finding external_process(const Facts&);
Finding cgroup_limit_too_small(const Facts&);
Finding hugepages_over_reserved(const Facts&);
Finding work_mem_multiplication(const Facts&);
Finding maintenance_storm(const Facts&);
Finding tmpfs_or_shm_files(const Facts&);
Finding kernel_memory(const Facts&);
Finding commit_limit_too_low(const Facts&);
Finding commit_limit_exhausted_by_neighbour(const Facts&);
Finding commit_accounting_leak(const Facts&);
Finding fragmentation(const Facts&);
Finding numa_or_cpuset_binding(const Facts&);
Finding userspace_killer_too_eager(const Facts&);
Finding manual_sigkill(const Facts&);
Finding insufficient_evidence(const Facts&);

/// Autovacuum workers, and sessions that run VACUUM, CREATE INDEX and the like.
bool is_maintenance(const Process& process);

/// Asks every hypothesis and ranks the answers.
Judgement judge(const Facts& facts);

}  // namespace laststraw::judge
