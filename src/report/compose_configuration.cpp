// The settings that say how much memory the server may take, what the kernel does about it, and what is logged.
#include <algorithm>
#include <array>
#include <span>

#include "laststraw/record/setting.hpp"
#include "report/compose.hpp"

namespace laststraw::report {

namespace {

constexpr std::array<std::string_view, 38> kOfServer{"autovacuum_max_workers",
                                                     "autovacuum_work_mem",
                                                     "dynamic_shared_memory_type",
                                                     "effective_cache_size",
                                                     "hash_mem_multiplier",
                                                     "huge_page_size",
                                                     "huge_pages",
                                                     "idle_in_transaction_session_timeout",
                                                     "idle_session_timeout",
                                                     "jit",
                                                     "log_destination",
                                                     "log_min_duration_statement",
                                                     "log_statement",
                                                     "log_temp_files",
                                                     "logical_decoding_work_mem",
                                                     "maintenance_work_mem",
                                                     "max_connections",
                                                     "max_locks_per_transaction",
                                                     "max_parallel_maintenance_workers",
                                                     "max_parallel_workers",
                                                     "max_parallel_workers_per_gather",
                                                     "max_prepared_transactions",
                                                     "max_wal_senders",
                                                     "max_worker_processes",
                                                     "min_dynamic_shared_memory",
                                                     "plan_cache_mode",
                                                     "restart_after_crash",
                                                     "server_version",
                                                     "shared_buffers",
                                                     "shared_memory_type",
                                                     "shared_preload_libraries",
                                                     "statement_timeout",
                                                     "superuser_reserved_connections",
                                                     "temp_buffers",
                                                     "temp_file_limit",
                                                     "track_activity_query_size",
                                                     "wal_buffers",
                                                     "work_mem"};
constexpr std::array<std::string_view, 16> kOfKernel{"kernel.shmall",
                                                     "kernel.shmmax",
                                                     "vm.admin_reserve_kbytes",
                                                     "vm.min_free_kbytes",
                                                     "vm.nr_hugepages",
                                                     "vm.nr_overcommit_hugepages",
                                                     "vm.oom_dump_tasks",
                                                     "vm.oom_kill_allocating_task",
                                                     "vm.overcommit_kbytes",
                                                     "vm.overcommit_memory",
                                                     "vm.overcommit_ratio",
                                                     "vm.panic_on_oom",
                                                     "vm.swappiness",
                                                     "vm.vfs_cache_pressure",
                                                     "vm.watermark_scale_factor",
                                                     "vm.zone_reclaim_mode"};

/// Sizes as sizes, whatever unit they were written in: two that are equal must read alike.
Text value_of(const Settings& settings, std::string_view name, const Setting& setting) {
  constexpr std::array<std::string_view, 10> kSizes{
      "autovacuum_work_mem",       "effective_cache_size", "logical_decoding_work_mem", "maintenance_work_mem", "shared_buffers",
      "min_dynamic_shared_memory", "temp_buffers",         "temp_file_limit",           "wal_buffers",          "work_mem"};
  const bool is_size = std::find(kSizes.begin(), kSizes.end(), name) != kSizes.end();
  if (const auto bytes = is_size ? pg_bytes(settings, name) : std::nullopt) return Text(*bytes);
  return Text(setting.unit.empty() ? setting.value : setting.value + " " + setting.unit);
}

}  // namespace

std::vector<Configured> configuration_of(const Report& report) {
  std::vector<Configured> found;
  const Places places(report);
  const auto add = [&](const char* of, const Settings& settings, std::span<const std::string_view> names) {
    for (const std::string_view name : names)
      if (const Setting* setting = find(settings, name))
        found.push_back({of, std::string(name), value_of(settings, name, *setting), places(setting->cite.at)});
  };
  add("postgresql", report.records->pg_settings, kOfServer);
  add("kernel", report.records->sysctl, kOfKernel);
  return found;
}

}  // namespace laststraw::report
