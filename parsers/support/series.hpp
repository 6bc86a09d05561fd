// Gathers points of several series read side by side from one source.
#pragma once

#include <map>
#include <string>

#include "laststraw/records.hpp"

namespace laststraw::support {

class SeriesGatherer {
 public:
  SeriesGatherer(Records& records, SourceId source) : records_(records), source_(source) {}

  /// The unit is the last word of the name: "mem_free_bytes".
  void add(const std::string& name, const Stamp& stamp, double value, std::uint32_t line) {
    auto [at, fresh] = index_.try_emplace(name, records_.series.size());
    if (fresh) records_.series.push_back({name, name.substr(name.rfind('_') + 1), source_, {}});
    records_.series[at->second].points.push_back({stamp, value, line});
  }

 private:
  Records& records_;
  SourceId source_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace laststraw::support
