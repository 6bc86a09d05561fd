#include "sar/columns.hpp"

#include <array>

namespace laststraw::sar {

namespace {

// sysstat pr_stats.c (text), rndr_stats.c (sadf -d), json_stats.c, xml_stats.c. kbmemused is left out: it has had three
// definitions (docs/reference/postgres.md 4.1).
constexpr std::array<Column, 33> kColumns{{{"kbmemfree", "memfree", "mem_free_bytes", 1024},
                                           {"kbavail", "avail", "mem_available_bytes", 1024},
                                           {"kbanonpg", "anonpg", "anon_bytes", 1024},
                                           {"kbcached", "cached", "cached_bytes", 1024},
                                           {"kbbuffers", "buffers", "buffers_bytes", 1024},
                                           {"kbslab", "slab", "slab_bytes", 1024},
                                           {"kbpgtbl", "pgtbl", "page_tables_bytes", 1024},
                                           {"kbkstack", "kstack", "kernel_stack_bytes", 1024},
                                           {"kbcommit", "commit", "committed_bytes", 1024},
                                           {"kbdirty", "dirty", "dirty_bytes", 1024},
                                           {"kbswpfree", "swpfree", "swap_free_bytes", 1024},
                                           {"kbswpused", "swpused", "swap_used_bytes", 1024},
                                           {"pswpin/s", "pswpin", "swap_in_pages_per_s", 1},
                                           {"pswpout/s", "pswpout", "swap_out_pages_per_s", 1},
                                           {"majflt/s", "majflt", "major_faults_per_s", 1},
                                           {"pgscank/s", "pgscank", "kswapd_scan_pages_per_s", 1},
                                           {"pgscand/s", "pgscand", "direct_scan_pages_per_s", 1},
                                           {"pgsteal/s", "pgsteal", "steal_pages_per_s", 1},
                                           {"runq-sz", "", "run_queue", 1},
                                           {"plist-sz", "", "tasks", 1},
                                           {"blocked", "", "blocked_tasks", 1},
                                           {"ldavg-1", "", "load_1", 1},
                                           {"kbhugfree", "hugfree", "huge_free_bytes", 1024},
                                           {"kbhugused", "hugused", "huge_used_bytes", 1024},
                                           {"%smem-10", "", "psi_memory_some_avg10_percent", 1},
                                           {"%fmem-10", "", "psi_memory_full_avg10_percent", 1},
                                           {"%smem", "", "psi_memory_some_percent", 1},
                                           {"%fmem", "", "psi_memory_full_percent", 1},
                                           {"kbmemshrd", "", "shared_bytes", 1024},
                                           {"kbshmem", "shmem", "shmem_bytes", 1024},
                                           {"kbttlmem", "", "mem_total_bytes", 1024},
                                           {"kbttlswp", "", "swap_total_bytes", 1024},
                                           {"some_avg10", "some_avg10", "psi_memory_some_avg10_percent", 1}}};

}  // namespace

const Column* by_text(std::string_view name) {
  for (const Column& column : kColumns)
    if (column.text == name) return &column;
  return nullptr;
}

const Column* by_member(std::string_view name) {
  for (const Column& column : kColumns)
    if (!column.member.empty() ? column.member == name : column.text == name) return &column;
  return nullptr;
}

}  // namespace laststraw::sar
