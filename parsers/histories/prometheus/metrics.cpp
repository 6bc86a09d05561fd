#include "prometheus/metrics.hpp"

#include <array>

namespace laststraw::prometheus {

namespace {

/// node_exporter meminfo_linux.go, vmstat_linux.go, pressure_linux.go; cAdvisor metrics/prometheus.go.
constexpr std::array kKnown{Known{"node_memory_MemTotal_bytes", "mem_total_bytes", 1, &MemInfo::total},
                            Known{"node_memory_MemFree_bytes", "mem_free_bytes", 1},
                            Known{"node_memory_MemAvailable_bytes", "mem_available_bytes", 1, &MemInfo::available},
                            Known{"node_memory_Cached_bytes", "cached_bytes", 1},
                            Known{"node_memory_Buffers_bytes", "buffers_bytes", 1},
                            Known{"node_memory_Shmem_bytes", "shmem_bytes", 1},
                            Known{"node_memory_AnonPages_bytes", "anon_bytes", 1},
                            Known{"node_memory_PageTables_bytes", "page_tables_bytes", 1},
                            Known{"node_memory_Slab_bytes", "slab_bytes", 1},
                            Known{"node_memory_SUnreclaim_bytes", "slab_unreclaimable_bytes", 1},
                            Known{"node_memory_KernelStack_bytes", "kernel_stack_bytes", 1},
                            Known{"node_memory_Committed_AS_bytes", "committed_bytes", 1, &MemInfo::committed},
                            Known{"node_memory_CommitLimit_bytes", "commit_limit_bytes", 1, &MemInfo::commit_limit},
                            Known{"node_memory_SwapFree_bytes", "swap_free_bytes", 1},
                            Known{"node_memory_SwapTotal_bytes", "swap_total_bytes", 1, &MemInfo::swap_total},
                            Known{"node_memory_Dirty_bytes", "dirty_bytes", 1},
                            Known{"node_load1", "load_1", 1},
                            Known{"node_procs_blocked", "blocked_tasks", 1},
                            Known{"node_procs_running", "run_queue", 1},
                            Known{"node_pressure_memory_waiting_seconds_total", "psi_memory_some_total_us", 1e6},
                            Known{"node_pressure_memory_stalled_seconds_total", "psi_memory_full_total_us", 1e6},
                            Known{"container_memory_rss", "memcg_anon_bytes", 1},
                            Known{"container_memory_cache", "memcg_file_bytes", 1},
                            Known{"container_memory_usage_bytes", "memcg_usage_bytes", 1},
                            Known{"container_spec_memory_limit_bytes", "memcg_limit_bytes", 1}};

}  // namespace

const Known* known(std::string_view metric) {
  for (const Known& k : kKnown)
    if (k.metric == metric) return &k;
  return nullptr;
}

}  // namespace laststraw::prometheus
