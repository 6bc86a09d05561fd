// The settings that say how much memory the server may take, what the kernel does about it, and what is logged.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace laststraw::report {

enum class Value { word, size };

struct MemorySetting {
  std::string_view name;
  Value value;
  bool decides;  ///< of memory: a change of it is looked for where an incident is compared with those of other cases
};

inline constexpr auto kServerSettings = std::to_array<MemorySetting>({
    {"autovacuum_max_workers", Value::word, true},
    {"autovacuum_work_mem", Value::size, true},
    {"dynamic_shared_memory_type", Value::word, false},
    {"effective_cache_size", Value::size, false},
    {"hash_mem_multiplier", Value::word, true},
    {"huge_page_size", Value::word, false},
    {"huge_pages", Value::word, true},
    {"idle_in_transaction_session_timeout", Value::word, false},
    {"idle_session_timeout", Value::word, false},
    {"jit", Value::word, false},
    {"log_destination", Value::word, false},
    {"log_min_duration_statement", Value::word, false},
    {"log_statement", Value::word, false},
    {"log_temp_files", Value::word, false},
    {"logical_decoding_work_mem", Value::size, true},
    {"maintenance_work_mem", Value::size, true},
    {"max_connections", Value::word, true},
    {"max_locks_per_transaction", Value::word, false},
    {"max_parallel_maintenance_workers", Value::word, false},
    {"max_parallel_workers", Value::word, true},
    {"max_parallel_workers_per_gather", Value::word, true},
    {"max_prepared_transactions", Value::word, false},
    {"max_wal_senders", Value::word, false},
    {"max_worker_processes", Value::word, false},
    {"min_dynamic_shared_memory", Value::size, false},
    {"plan_cache_mode", Value::word, false},
    {"restart_after_crash", Value::word, false},
    {"server_version", Value::word, false},
    {"shared_buffers", Value::size, true},
    {"shared_memory_type", Value::word, false},
    {"shared_preload_libraries", Value::word, false},
    {"statement_timeout", Value::word, false},
    {"superuser_reserved_connections", Value::word, false},
    {"temp_buffers", Value::size, true},
    {"temp_file_limit", Value::size, false},
    {"track_activity_query_size", Value::word, false},
    {"wal_buffers", Value::size, false},
    {"work_mem", Value::size, true},
});

inline constexpr auto kKernelSettings = std::to_array<MemorySetting>({
    {"kernel.shmall", Value::word, false},
    {"kernel.shmmax", Value::word, false},
    {"vm.admin_reserve_kbytes", Value::word, false},
    {"vm.min_free_kbytes", Value::word, false},
    {"vm.nr_hugepages", Value::word, true},
    {"vm.nr_overcommit_hugepages", Value::word, false},
    {"vm.oom_dump_tasks", Value::word, false},
    {"vm.oom_kill_allocating_task", Value::word, false},
    {"vm.overcommit_kbytes", Value::word, true},
    {"vm.overcommit_memory", Value::word, true},
    {"vm.overcommit_ratio", Value::word, true},
    {"vm.panic_on_oom", Value::word, true},
    {"vm.swappiness", Value::word, true},
    {"vm.vfs_cache_pressure", Value::word, false},
    {"vm.watermark_scale_factor", Value::word, false},
    {"vm.zone_reclaim_mode", Value::word, false},
});

/// Sizes of two moments are never equal to the byte: what the kernel keeps of the RAM for itself differs from release to release.
inline bool is_same_size(double a, double b) {
  constexpr double kSlack = 0.02;
  return std::abs(a - b) <= kSlack * std::max(std::abs(a), std::abs(b));
}

}  // namespace laststraw::report
