// The server's systemd unit, as `systemctl show` tells it and as its files have it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "laststraw/cited.hpp"
#include "laststraw/record/memory_limit.hpp"

namespace laststraw {

struct UnitFacts {
  std::optional<Cited<std::string>> oom_policy, restart;      ///< OOMPolicy=, Restart=
  std::optional<Cited<std::int64_t>> oom_score_adjust;        ///< OOMScoreAdjust=
  std::optional<Cited<MemoryLimit>> memory_max, memory_high;  ///< MemoryMax=, MemoryHigh=
  std::optional<Cited<std::string>> control_group;            ///< ControlGroup=: its path
  std::optional<Cited<std::string>> id, names, fragment_path, exec_start;
};

struct Unit {
  UnitFacts shown;    ///< by `systemctl show`: what runs
  UnitFacts written;  ///< in unit files and drop-ins

  /// One fact: what runs counts more than what is written.
  template <class T>
  const std::optional<Cited<T>>& fact(std::optional<Cited<T>> UnitFacts::*which) const {
    return shown.*which ? shown.*which : written.*which;
  }
};

}  // namespace laststraw
