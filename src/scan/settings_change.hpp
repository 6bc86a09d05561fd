// What was set otherwise before.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/fleet_row.hpp"

namespace laststraw::scan {

/// As one text, which many incidents of a host have in common; empty for none.
std::string packed_settings(const std::map<std::string, std::string>& settings);
/// Of what both know. Two ways to tell the RAM differ by some per cent: that is no change.
std::vector<report::Change> changes_between(const std::string& before, const std::string& after);

}  // namespace laststraw::scan
