// Metrics of node_exporter and cAdvisor that are ours.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/records.hpp"

namespace laststraw::prometheus {

struct Known {
  std::string_view metric;
  const char* series;
  double factor;
  std::optional<Cited<Bytes>> MemInfo::*snapshot = nullptr;  ///< where the line has no time
};

/// By its whole name, without labels; null: none of ours.
const Known* known(std::string_view metric);

}  // namespace laststraw::prometheus
