#include "laststraw/units.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace laststraw {

std::string human_bytes(Bytes size) {
  static constexpr std::array<const char*, 6> kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto value = static_cast<double>(size.count);
  std::size_t unit = 0;
  while (std::abs(value) >= 1024 && unit + 1 < kUnits.size()) value /= 1024, ++unit;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

std::string percent(double fraction) { return std::to_string(std::lround(fraction * 100)) + " %"; }

}  // namespace laststraw
