// Which incidents of a scan are asked for.
#pragma once

#include <string>
#include <vector>

#include "analyze/asked_time.hpp"
#include "report/document.hpp"

namespace laststraw::scan {

/// As a shell matches names of files: * ? [a-z]; capitals do not matter.
bool matches(const std::string& pattern, const std::string& name);

/// The host, or where none is known the case.
const std::string& host_or_case(const report::CaseIncident& one);

/// What is said of an incident is the same whether it is asked for or not. Of several patterns one must match; none: all do.
struct RowFilter {
  AskedWindow window;
  std::vector<std::string> victims;  ///< patterns of a victim's program, kind, user, database or application
  std::vector<std::string> hosts;    ///< patterns of host_or_case()
  std::vector<std::string> causes;   ///< ids of the likeliest cause

  bool any() const { return window.any() || !victims.empty() || !hosts.empty() || !causes.empty(); }
  /// But for a window that depends on the newest incident. One without a date is in every window, as for analyze.
  bool wants(const report::CaseIncident& one) const;
};

}  // namespace laststraw::scan
