#include "laststraw/record/kernel_oom.hpp"

#include <algorithm>

namespace laststraw {

std::optional<Cited<Bytes>> OomReport::counted_ram() const {
  if (!ram) return std::nullopt;
  return Cited<Bytes>{*ram - reserved.value_or(Bytes{0}), ram_cite.value_or(Citation{at, {}})};
}

std::optional<Cited<Bytes>> OomReport::managed_ram() const {
  const bool free_blocks = std::any_of(zones.begin(), zones.end(), [](const ZoneRow& zone) { return !zone.free_blocks.empty(); });
  if (!mem_info || !free_blocks) return std::nullopt;
  Bytes sum{};
  for (const ZoneRow& zone : zones) {
    if (!zone.managed) return std::nullopt;
    sum += *zone.managed;
  }
  return Cited<Bytes>{sum, zones.front().cite};
}

}  // namespace laststraw
