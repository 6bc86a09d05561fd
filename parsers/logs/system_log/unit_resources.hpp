// What systemd says of a unit's use of memory when it stops.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/record/kernel_line.hpp"
#include "laststraw/units.hpp"

namespace laststraw::system_log {

struct UnitResources {
  std::string_view unit;
  std::optional<Bytes> peak, swap_peak;  ///< systemd 254 and later
};

/// "postgresql@15-main.service: Consumed 1h 2min 3.456s CPU time, 13.2G memory peak, 1.1G memory swap peak." (systemd core/unit.c
/// unit_log_resources()); nullopt: no such line.
std::optional<UnitResources> read_unit_resources(const KernelLine& line);

}  // namespace laststraw::system_log
