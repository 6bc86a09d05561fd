// A limit on memory as cgroups, systemd and setrlimit(2) take it: a size, a share, or none at all.
#pragma once

#include <optional>

#include "laststraw/cited.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// None of the two: no limit ("max", "infinity", "unlimited", cgroup v1's number near 2^63).
struct MemoryLimit {
  std::optional<Bytes> size{};
  std::optional<double> of_ram{};  ///< 0 to 1, as unit files take it ("50%")

  bool none() const { return !size && !of_ram; }
  bool operator==(const MemoryLimit&) const = default;
};

/// From here on a v1 group has no limit: it prints LONG_MAX, rounded down to whole pages (mm/page_counter.h PAGE_COUNTER_MAX).
constexpr Bytes kNoLimit{std::int64_t{1} << 60};

/// Of what may be unknown, none or a share: the size, where there is one.
inline std::optional<Cited<Bytes>> size_of(const std::optional<Cited<MemoryLimit>>& limit) {
  if (!limit || !limit->value.size) return std::nullopt;
  return Cited<Bytes>{*limit->value.size, limit->cite};
}

}  // namespace laststraw
