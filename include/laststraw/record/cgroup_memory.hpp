// One memory cgroup: its files, v2 or v1 (mm/memcontrol.c), and what the container was declared with.
#pragma once

#include <cstdint>
#include <optional>

#include "laststraw/cited.hpp"
#include "laststraw/record/memory_limit.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

struct CgroupMemory {
  std::optional<Cited<MemoryLimit>> max;             ///< v2 memory.max
  std::optional<Cited<MemoryLimit>> high;            ///< v2 memory.high
  std::optional<Cited<MemoryLimit>> limit_in_bytes;  ///< v1 memory.limit_in_bytes
  std::optional<Cited<Bytes>> declared;              ///< by a manifest, an inspection or docker stats

  /// How often the OOM killer acted: in the group and below it (v2 memory.events), in the group alone (v2 memory.events.local), v1
  /// memory.oom_control.
  std::optional<Cited<std::int64_t>> oom_kills, local_oom_kills, v1_oom_kills;
  std::optional<Cited<std::int64_t>> container_oom_events;  ///< cAdvisor's own count
  /// How often the group went over memory.high and was slowed down (v2 memory.events "high").
  std::optional<Cited<std::int64_t>> high_events;
  std::optional<Cited<MemoryLimit>> swap_max;  ///< v2 memory.swap.max

  /// The size of the limit in force; the group's own files count more than the declaration. nullopt: none, or not told.
  std::optional<Cited<Bytes>> limit() const {
    for (const auto* file : {&max, &limit_in_bytes})
      if (const auto size = size_of(*file); size && size->value.count > 0) return size;
    return max || limit_in_bytes ? std::nullopt : declared;
  }
};

}  // namespace laststraw
