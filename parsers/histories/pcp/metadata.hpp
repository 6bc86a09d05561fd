// The .meta file of a PCP archive: what its metrics are called and measured in, and what the instances of each are called at what time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "laststraw/time.hpp"
#include "pcp/metrics.hpp"

namespace laststraw::pcp {

struct Metric {
  const Known* known = nullptr;
  std::uint32_t type = 0;    ///< <pcp/pmapi.h>, PM_TYPE_*
  std::uint32_t domain = 0;  ///< of its instances
  std::string unit;          ///< " Kbyte"; empty where it is no size
};

/// What the instances of a domain are called from a moment on; views into the file.
struct Observation {
  Micros from{};
  bool whole = true;  ///< those that are not in it are gone; else it says what changed
  std::vector<std::pair<std::int32_t, std::optional<std::string_view>>> names;  ///< nullopt: gone
};

struct Metadata {
  std::map<std::uint32_t, Metric> metrics;  ///< by their number, those of use here
  std::map<std::uint32_t, std::vector<Observation>> domains;
  std::optional<std::uint32_t> damaged;  ///< the number of the record that is
};

/// `bytes` must outlive the answer.
Metadata read_metadata(std::string_view bytes);

}  // namespace laststraw::pcp
