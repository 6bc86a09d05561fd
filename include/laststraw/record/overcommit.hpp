// What the kernel promises beyond what there is: vm.overcommit_* (mm/util.c).
#pragma once

#include <cstdint>
#include <optional>

#include "laststraw/cited.hpp"
#include "laststraw/record/setting.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

struct Overcommit {
  std::optional<Cited<std::int64_t>> mode;   ///< vm.overcommit_memory: 0 heuristic, 1 always, 2 strict
  std::optional<Cited<std::int64_t>> ratio;  ///< vm.overcommit_ratio, percent of the RAM
  std::optional<Cited<Bytes>> limit;         ///< vm.overcommit_kbytes, where it counts instead of the ratio: not 0

  bool strict() const { return mode && mode->value == 2; }
};

Overcommit overcommit_of(const Settings& sysctl);

}  // namespace laststraw
