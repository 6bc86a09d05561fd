// A quantity over time: from sar, PSI captures, cgroup captures.
#pragma once

#include <string>
#include <vector>

#include "laststraw/source.hpp"
#include "laststraw/time.hpp"

namespace laststraw {

struct SeriesPoint {
  Stamp stamp;
  double value{};
  std::uint32_t line{};
};

/// One quantity from one source. Names are ours, the same whatever tool measured it, with the unit as the last word:
///   mem_free_bytes mem_available_bytes anon_bytes cached_bytes buffers_bytes slab_bytes page_tables_bytes
///   kernel_stack_bytes committed_bytes swap_used_bytes swap_free_bytes dirty_bytes
///   swap_in_pages_per_s swap_out_pages_per_s major_faults_per_s direct_scan_pages_per_s kswapd_scan_pages_per_s
///   run_queue blocked_tasks tasks load_1
///   memcg_usage_bytes memcg_anon_bytes memcg_file_bytes memcg_shmem_bytes memcg_peak_bytes memcg_swap_peak_bytes   (memcg_*: of the captured group)
///   pooler_transactions_per_s pooler_wait_us   (of PgBouncer: its clients')
///   psi_memory_some_avg10_percent psi_memory_full_avg10_percent psi_memory_some_total_us
struct Series {
  std::string name, unit;
  SourceId source{};
  std::vector<SeriesPoint> points;  ///< in the order printed
};

}  // namespace laststraw
