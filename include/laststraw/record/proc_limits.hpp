// /proc/PID/limits of a server process (fs/proc/base.c): setrlimit(2)'s limits.
#pragma once

#include <optional>

#include "laststraw/cited.hpp"
#include "laststraw/record/memory_limit.hpp"

namespace laststraw {

struct ProcLimits {
  std::optional<Cited<MemoryLimit>> address_space;  ///< "Max address space", the soft limit: RLIMIT_AS
};

}  // namespace laststraw
