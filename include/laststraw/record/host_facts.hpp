// Small facts on the machine and the server's place on it: uname, date, df, /proc/PID/oom_score_adj, /proc/PID/cgroup.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "laststraw/cited.hpp"
#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

struct HostFacts {
  std::optional<Cited<std::string>> hostname, kernel_release;
  std::optional<Cited<Stamp>> collected_at;                     ///< `date -Is`, beside the inputs
  std::optional<Cited<std::int64_t>> postmaster_oom_score_adj;  ///< -1000..1000; an oom_adj (before 2.6.36) is converted
  std::optional<Cited<std::string>> process_cgroup;             ///< the path of the server's control group
  std::optional<Cited<std::int64_t>> vmstat_oom_kills;          ///< /proc/vmstat oom_kill since boot, as node_exporter repeats it
  std::optional<Cited<Bytes>> dev_shm;                          ///< the size of the file system on /dev/shm
};

}  // namespace laststraw
