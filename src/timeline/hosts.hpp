// Which machine an input is of: several may lie in one folder, and their pids mean different processes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "laststraw/records.hpp"

namespace laststraw::timeline {

class Hosts {
 public:
  explicit Hosts(const Records& records);

  /// Nothing says that the two inputs are of different machines.
  bool may_be_same(SourceId a, SourceId b) const;
  /// "db1"; empty where neither the input nor those of its folder tell.
  const std::string& name(SourceId source) const { return of_[static_cast<std::size_t>(source)].name; }

  /// Two names as logs print them; an empty one may be any, a short one any of that short name.
  static bool may_be_same(std::string_view a, std::string_view b);

 private:
  struct Host {
    std::string name;
    int bundle = -1;  ///< of several bundles side by side; -1: there is one, or this is of none of them
  };
  void find_bundles(const Records& records);
  void find_names(const Records& records);
  std::vector<Host> of_;
};

}  // namespace laststraw::timeline
