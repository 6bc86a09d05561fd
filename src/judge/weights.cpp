#include "judge/weights.hpp"

#include <array>
#include <cassert>

namespace laststraw::judge {

namespace {

// Set by judgement from the discriminators in docs/reference/causes.md, then fitted to the corpus with and without inputs withheld
// (laststraw_eval CORPUS --fit src/judge/weights.cpp; docs/EVALUATION.md): the first number is the one
// that was set, the second the fitted one that counts; both are decibans.
constexpr std::string_view kCounterfactual = "docs/reference/causes.md 8, counterfactual";
constexpr std::string_view kRanking = "docs/reference/causes.md 7, rule 5 (shares, counts, peers)";
constexpr std::string_view kReading = "docs/reference/kernel.md 5 (reading rules)";
constexpr std::string_view kExclusion = "docs/reference/causes.md F (look-alikes are excluded first)";

constexpr std::array kTerms{
    Term{"single_backend", "prior", -3, 2.1, "One session is at fault in many incidents, but never by default.", kRanking},
    Term{"single_backend", "sufficient", 12, 12.0, "At its peers' median there would have been memory to spare.", kCounterfactual},
    Term{"single_backend", "not_sufficient", -20, -14.4, "Even at its peers' median the memory would not have been enough.", kCounterfactual},
    Term{"single_backend", "dominant", 6, 6.0, "It alone held 30 % or more of the memory there was.", kRanking},
    Term{"single_backend", "outlier", 4, 5.4, "It held at least ten times the median of the other sessions.", kRanking},
    Term{"single_backend", "grew", 5, 8.5, "It took most of its memory in the last stretch before the kill.", kRanking},
    Term{"single_backend", "began_with_decline", 4, 3.9, "It connected, or began its statement, when available memory began to fall.", kRanking},
    Term{"single_backend", "stable", -15, -15.0, "It had not grown; what grew was something else.", kRanking},
    Term{"single_backend", "refused", 6, 6.0, "It is the session that was refused memory, and it is the largest.", kReading},
    Term{"single_backend", "statement", 2, 5.7, "A log line names what it was running.", kRanking},
    Term{"single_backend", "shared_by_workers", -6, -6.0, "Its parallel workers and their shared memory hold the memory, not its own heap.", kReading},
    Term{"single_backend", "mechanism", 1, 1.0, "Its memory contexts, settings or plans show what it did with the memory.", "docs/reference/postgres.md 2.7"},
    Term{"single_backend", "many_nodes", -12, -12.3, "Its size is what a statement of many nodes is entitled to: that story says it better.", "docs/reference/causes.md RC-02"},
    Term{"single_backend", "no_shortage", -25, -23.9, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"parallel_query", "prior", -6, -4.9, "Needs parallel workers to be possible at all.", kRanking},
    Term{"parallel_query", "dsm_large", 16, 16.9, "Shared memory exceeded what shared_buffers explains by a fifth of the total or more.", kReading},
    Term{"parallel_query", "dsm_small", -15, -15.0, "Shared memory is explained by shared_buffers.", kReading},
    Term{"parallel_query", "workers_seen", 10, 10.9, "Parallel workers were running.", kRanking},
    Term{"parallel_query", "no_workers", -12, -10.7, "No parallel worker is seen.", kRanking},
    Term{"parallel_query", "workers_large", 8, 8.0, "Leader and workers together held 20 % or more of the memory.", kRanking},
    Term{"parallel_query", "no_shortage", -25, -24.1, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"too_many_backends", "prior", -3, -2.3, "Many connections are common; being the cause is not.", kRanking},
    Term{"too_many_backends", "no_outlier", 8, 6.1, "No session and no other program alone would have been enough.", kCounterfactual},
    Term{"too_many_backends", "outlier", -15, -14.1, "One session or program alone would have been enough.", kCounterfactual},
    Term{"too_many_backends", "hundreds", 6, 5.1, "A hundred sessions or more.", "docs/reference/causes.md RC-10"},
    Term{"too_many_backends", "dozens", 4, 5.4, "Forty sessions or more.", "docs/reference/causes.md RC-10"},
    Term{"too_many_backends", "few", -8, -5.3, "Fewer than fifteen sessions.", "docs/reference/causes.md RC-10"},
    Term{"too_many_backends", "large_share", 6, 4.4, "The sessions' private memory is 40 % or more of the total.", kRanking},
    Term{"too_many_backends", "small_share", -12, -8.4, "The sessions' private memory is below 20 % of the total.", kRanking},
    Term{"too_many_backends", "even", 2, 2.2, "Their sizes are about equal (Gini below 0.4).", kRanking},
    Term{"too_many_backends", "came_with_decline", 4, 2.9, "Half of the sessions or more came while available memory was falling.", "docs/reference/causes.md RC-10"},
    Term{"too_many_backends", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"catalog_cache_bloat", "prior", -6, -6.0, "Needs long-lived sessions that are large while doing nothing large.", kRanking},
    Term{"catalog_cache_bloat", "beyond_entitlement", 12, 12.3, "The median session holds clearly more than a fresh session plus what work_mem entitles it to.", "docs/reference/causes.md RC-12"},
    Term{"catalog_cache_bloat", "within_entitlement", -18, -18.0, "The median session holds no more than work_mem explains.", "docs/reference/causes.md RC-12"},
    Term{"catalog_cache_bloat", "no_outlier", 5, 5.3, "No session alone would have been enough.", kCounterfactual},
    Term{"catalog_cache_bloat", "outlier", -15, -15.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"catalog_cache_bloat", "large_share", 4, 4.9, "The sessions' private memory is 40 % or more of the total.", kRanking},
    Term{"catalog_cache_bloat", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"shared_buffers_too_large", "prior", -3, -3.2, "A configuration error that most servers do not have.", kRanking},
    Term{"shared_buffers_too_large", "most", 17, 18.3, "shared_buffers is configured to, and holds, 60 % or more of the total.", "docs/reference/causes.md RC-20"},
    Term{"shared_buffers_too_large", "half", 8, 8.0, "It is configured to, and holds, between 50 and 60 % of the total.", "docs/reference/causes.md RC-20"},
    Term{"shared_buffers_too_large", "generous", 1, 0.8, "It is configured to, and holds, between 40 and 50 % of the total.", "docs/reference/causes.md RC-20"},
    Term{"shared_buffers_too_large", "ordinary", -10, -10.0, "It holds less than 40 % of the total.", "PostgreSQL docs, Resource Consumption: 25 to 40 %"},
    Term{"shared_buffers_too_large", "small", -18, -18.0, "It holds less than 25 % of the total.", "PostgreSQL docs, Resource Consumption: 25 to 40 %"},
    Term{"shared_buffers_too_large", "not_known", -10, -9.9, "What shared_buffers is set to is not known; shared memory may be something else's.", "docs/reference/causes.md 8, absent is not zero"},
    Term{"shared_buffers_too_large", "outlier", -12, -12.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"shared_buffers_too_large", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"page_tables", "prior", -5, -4.3, "Rare where huge pages are used or sessions are few.", "docs/reference/causes.md RC-21"},
    Term{"page_tables", "large", 17, 18.4, "Page tables are 18 % or more of the total.", "docs/reference/causes.md RC-21"},
    Term{"page_tables", "noticeable", 6, 6.0, "Page tables are between 10 and 18 % of the total.", "docs/reference/causes.md RC-21"},
    Term{"page_tables", "small", -18, -18.0, "Page tables are below 10 % of the total.", "docs/reference/causes.md RC-21"},
    Term{"page_tables", "outlier", -12, -12.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"page_tables", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"external_process", "prior", -3, -4.0, "Other programs are on most servers; being the cause is not usual.", kRanking},
    Term{"external_process", "sufficient", 12, 11.5, "Without it there would have been memory to spare.", kCounterfactual},
    Term{"external_process", "not_sufficient", -20, -20.0, "Even without it the memory would not have been enough.", kCounterfactual},
    Term{"external_process", "dominant", 6, 6.3, "It alone held 30 % or more of the memory there was.", kRanking},
    Term{"external_process", "larger_than_postgres", 4, 4.1, "It held more private memory than all of PostgreSQL.", "docs/reference/causes.md RC-40"},
    Term{"external_process", "grew", 4, 3.3, "It took most of its memory in the last stretch before the kill.", kRanking},
    Term{"external_process", "began_with_decline", 4, 4.0, "It was started when available memory began to fall.", kRanking},
    Term{"external_process", "stable", -15, -15.0, "It had not grown; what grew was something else.", kRanking},
    Term{"external_process", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"cgroup_limit_too_small", "prior", -4, -3.5, "A limit is usually set on purpose and holds.", "docs/reference/causes.md RC-41"},
    Term{"cgroup_limit_too_small", "no_outlier", 6, 6.3, "No session and no other program alone would have been enough.", kCounterfactual},
    Term{"cgroup_limit_too_small", "outlier", -15, -15.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"cgroup_limit_too_small", "host_had_memory", 4, 4.5, "The host had at least the tenth of the limit to spare.", "docs/reference/causes.md RC-41"},
    Term{"cgroup_limit_too_small", "host_full", -8, -8.0, "The host itself had nothing to spare.", "docs/reference/causes.md RC-41"},
    Term{"cgroup_limit_too_small", "need_exceeds_limit", 3, 1.6, "shared_buffers and max_connections sessions of the size seen exceed the limit.", "docs/reference/causes.md 7, rule 6"},
    Term{"cgroup_limit_too_small", "need_fits", -6, -5.7, "The configuration's need, at the size seen, fits the limit.", "docs/reference/causes.md 7, rule 6"},
    Term{"cgroup_limit_too_small", "shared_buffers_half", 3, 3.6, "shared_buffers alone is configured to 40 to 60 % of the limit.", "docs/reference/causes.md RC-41"},
    Term{"cgroup_limit_too_small", "few_sessions", 3, 3.0, "The load was ordinary: fewer than forty sessions, none beyond what work_mem entitles it to.", "docs/reference/causes.md RC-41"},

    Term{"hugepages_over_reserved", "prior", -5, -4.9, "Needs reserved huge pages that nobody uses.", "docs/reference/causes.md RC-22"},
    Term{"hugepages_over_reserved", "large", 22, 22.2, "Unused huge pages are a fifth of the RAM or more.", "docs/reference/causes.md RC-22"},
    Term{"hugepages_over_reserved", "noticeable", 8, 8.0, "Unused huge pages are a tenth to a fifth of the RAM.", "docs/reference/causes.md RC-22"},
    Term{"hugepages_over_reserved", "none", -25, -25.0, "Hardly any huge page is unused.", "docs/reference/causes.md RC-22"},
    Term{"hugepages_over_reserved", "outlier", -6, -6.0, "One session or program alone would have been enough.", kCounterfactual},

    Term{"work_mem_multiplication", "prior", -6, -5.9, "Needs a statement with many nodes.", "docs/reference/causes.md RC-02"},
    Term{"work_mem_multiplication", "many_nodes", 12, 12.4, "The statement has four or more sorts, joins or aggregates.", "docs/reference/causes.md RC-02"},
    Term{"work_mem_multiplication", "few_nodes", -15, -15.0, "The statement has fewer than four nodes that work_mem allows to grow.", "docs/reference/causes.md RC-02"},
    Term{"work_mem_multiplication", "within_entitlement", 8, 8.3, "Its size is what nodes x work_mem x hash_mem_multiplier allow, and more than one node's.", "docs/reference/postgres.md 6"},
    Term{"work_mem_multiplication", "beyond_entitlement", -8, -8.0, "It held far more than its nodes are entitled to.", "docs/reference/postgres.md 6"},
    Term{"work_mem_multiplication", "sufficient", 12, 12.3, "At its peers' median there would have been memory to spare.", kCounterfactual},
    Term{"work_mem_multiplication", "not_sufficient", -20, -20.0, "Even at its peers' median the memory would not have been enough.", kCounterfactual},
    Term{"work_mem_multiplication", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"maintenance_storm", "prior", -6, -6.3, "Needs maintenance work at that moment.", "docs/reference/causes.md RC-06, RC-07"},
    Term{"maintenance_storm", "large_share", 20, 20.0, "Maintenance processes held 30 % or more of the total.", "docs/reference/causes.md RC-06, RC-07"},
    Term{"maintenance_storm", "small_share", -15, -15.0, "Maintenance processes held less than 30 %, or none ran.", "docs/reference/causes.md RC-06, RC-07"},
    Term{"maintenance_storm", "several", 3, 3.0, "Two or more ran at the same time.", "docs/reference/causes.md RC-07"},
    Term{"maintenance_storm", "entitled", 4, 4.0, "maintenance_work_mem entitles them to a quarter of the total or more.", "docs/reference/causes.md RC-07"},
    Term{"maintenance_storm", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"tmpfs_or_shm_files", "prior", -7, -7.7, "Rare on database servers.", "docs/reference/causes.md RC-24"},
    Term{"tmpfs_or_shm_files", "beyond_mapped", 20, 18.8, "A fifth of the total is shared memory beyond shared_buffers that no process has mapped.", "docs/reference/causes.md RC-24"},
    Term{"tmpfs_or_shm_files", "explained", -18, -18.0, "Shared memory is explained by shared_buffers and what processes have mapped.", "docs/reference/causes.md RC-24"},
    Term{"tmpfs_or_shm_files", "workers_seen", -8, -8.0, "Parallel workers were running; their hash tables are shared memory too.", kReading},
    Term{"tmpfs_or_shm_files", "outlier", -12, -12.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"tmpfs_or_shm_files", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"kernel_memory", "prior", -6, -6.3, "Rare, and visible in the ledger where it is.", "docs/reference/causes.md RC-48"},
    Term{"kernel_memory", "large", 20, 20.0, "Slab and what nothing accounts for are 30 % or more of the total.", "docs/reference/kernel.md 5.11"},
    Term{"kernel_memory", "noticeable", 5, 5.0, "They are 15 to 30 % of the total.", "docs/reference/kernel.md 5.11"},
    Term{"kernel_memory", "small", -18, -18.0, "They are below 15 % of the total.", "docs/reference/kernel.md 5.11"},
    Term{"kernel_memory", "slab_table", 10, 10.0, "The kernel lists its unreclaimable slabs, which it does only where they exceed all user memory.", "mm/oom_kill.c should_dump_unreclaim_slab()"},
    Term{"kernel_memory", "outlier", -12, -12.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"kernel_memory", "no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},

    Term{"commit_limit_too_low", "prior", -5, -5.0, "Needs strict overcommit.", "docs/reference/causes.md RC-43"},
    Term{"commit_limit_too_low", "strict", 6, 6.0, "vm.overcommit_memory is 2.", "docs/reference/causes.md RC-43"},
    Term{"commit_limit_too_low", "not_strict", -20, -20.0, "vm.overcommit_memory is not 2: the commit limit is not enforced.", "docs/reference/causes.md RC-43"},
    Term{"commit_limit_too_low", "memory_was_free", 12, 12.0, "A quarter of the RAM or more was available when memory was refused.", "docs/reference/causes.md RC-43"},
    Term{"commit_limit_too_low", "memory_was_short", -12, -12.0, "Less than a tenth of the RAM was available.", "docs/reference/causes.md RC-43"},
    Term{"commit_limit_too_low", "limit_below_ram", 4, 4.0, "CommitLimit is below three quarters of the RAM.", "docs/reference/causes.md RC-43"},
    Term{"commit_limit_too_low", "outlier", -12, -12.0, "One session alone would have been enough.", kCounterfactual},

    Term{"commit_limit_exhausted_by_neighbour", "prior", -8, -8.0, "Needs strict overcommit and a neighbour with large reservations.", "docs/reference/causes.md 7, rule 9"},
    Term{"commit_limit_exhausted_by_neighbour", "not_strict", -20, -20.0, "vm.overcommit_memory is not 2: the commit limit is not enforced.", "docs/reference/causes.md RC-43"},
    Term{"commit_limit_exhausted_by_neighbour", "large_reservation", 20, 20.0, "One other program had reserved 40 % or more of the commit limit.", "docs/reference/causes.md 7, rule 9"},
    Term{"commit_limit_exhausted_by_neighbour", "small_reservations", -15, -15.0, "No other program had reserved 40 % of the commit limit.", "docs/reference/causes.md 7, rule 9"},
    Term{"commit_limit_exhausted_by_neighbour", "more_than_postgres", 4, 4.0, "It had reserved more than all of PostgreSQL.", "docs/reference/causes.md 7, rule 9"},
    Term{"commit_limit_exhausted_by_neighbour", "outlier", -8, -8.0, "One session alone would have been enough.", kCounterfactual},

    Term{"commit_accounting_leak", "prior", -10, -10.0, "One series of kernels only.", "docs/reference/causes.md RC-44"},
    Term{"commit_accounting_leak", "kernel_6_5", 10, 10.0, "The kernel is of the 6.5 series.", "docs/reference/causes.md RC-44"},
    Term{"commit_accounting_leak", "other_kernel", -25, -25.0, "The kernel is of another series.", "docs/reference/causes.md RC-44"},
    Term{"commit_accounting_leak", "unexplained", 15, 15.0, "Committed_AS is more than half as much again as the address space of PostgreSQL and the largest other program.", "docs/reference/causes.md RC-44"},
    Term{"commit_accounting_leak", "explained", -10, -10.0, "The processes explain Committed_AS.", "docs/reference/causes.md RC-44"},

    Term{"fragmentation", "prior", -6, -6.0, "Needs a request for several pages in a row.", "docs/reference/kernel.md 5.6"},
    Term{"fragmentation", "order_0", -40, -40.0, "One page was asked for: order 0 is never fragmentation.", "docs/reference/kernel.md 5.6"},
    Term{"fragmentation", "no_block", 24, 24.0, "Memory was free above the watermarks, but in no block of the order asked for.", "docs/reference/kernel.md 5.6"},
    Term{"fragmentation", "blocks_there", -15, -15.0, "Blocks of that order were free.", "docs/reference/kernel.md 5.6"},
    Term{"fragmentation", "nothing_free", -15, -15.0, "Hardly anything was free, in blocks of any size.", "docs/reference/kernel.md 5.6"},

    Term{"numa_or_cpuset_binding", "prior", -5, -5.1, "Needs a binding, and the kernel names it.", "docs/reference/causes.md RC-47"},
    Term{"numa_or_cpuset_binding", "bound", 20, 20.0, "The kernel says that a cpuset or memory policy confined the allocation.", "docs/reference/kernel.md 5.2"},
    Term{"numa_or_cpuset_binding", "unbound", -30, -30.0, "The kernel says that nothing confined the allocation.", "docs/reference/kernel.md 5.2"},
    Term{"numa_or_cpuset_binding", "free_elsewhere", 8, 8.0, "Memory was free above the watermarks on a node.", "docs/reference/kernel.md 5.2"},

    Term{"userspace_killer_too_eager", "prior", -3, -3.0, "Needs a user-space killer that acted.", "docs/reference/kernel.md 4"},
    Term{"userspace_killer_too_eager", "memory_to_spare", 20, 20.0, "A tenth of the memory or more was available when it killed.", "earlyoom(1): -m, less than 10 % available by default"},
    Term{"userspace_killer_too_eager", "memory_short", -15, -15.0, "Less than 5 % was available when it killed.", "earlyoom(1): -m, less than 10 % available by default"},

    Term{"manual_sigkill", "prior", -6, -6.0, "People and scripts kill rarely, and only where nothing else did.", kExclusion},
    Term{"manual_sigkill", "kernel_silent", 16, 16.0, "The kernel log covers the moment and holds no OOM kill.", "docs/reference/causes.md 8, absent is not zero"},
    Term{"manual_sigkill", "counters_zero", 14, 14.4, "The cgroup's own counter says that the OOM killer never acted in it.", "docs/reference/kernel.md 4.8"},
    Term{"manual_sigkill", "memory_to_spare", 9, 7.9, "There was memory to spare at the moment of the kill.", kExclusion},
    Term{"manual_sigkill", "memory_short", -8, -8.1, "Memory was short at the moment of the kill.", kExclusion},
    Term{"manual_sigkill", "kernel_names_pid", -60, -60.0, "The kernel says that it killed this process for want of memory.", kExclusion},
    Term{"manual_sigkill", "other_killer", -40, -40.0, "A user-space OOM killer says that it did it.", kExclusion},

    Term{"insufficient_evidence", "prior", 5, -0.6, "What is left where no story gathers enough evidence.", "docs/reference/causes.md 8, priors"},
    Term{"insufficient_evidence", "no_sizes", 6, 4.5, "No task table and no capture: nobody's size is known.", "docs/reference/causes.md 8, absent is not zero"},
    Term{"insufficient_evidence", "kernel_log_missing", 4, 0.5, "No kernel log covers the moment.", "docs/reference/causes.md 8, absent is not zero"},
};

}  // namespace

std::span<const Term> terms() { return kTerms; }

double weight(std::string_view cause, std::string_view id) {
  for (const Term& term : kTerms)
    if (term.cause == cause && term.id == id) return term.decibans;
  assert(false && "a term that is not in the table");
  return 0;
}

}  // namespace laststraw::judge
