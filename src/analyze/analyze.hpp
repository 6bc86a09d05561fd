// The whole tool, from paths to the report.
#pragma once

#include <string>
#include <vector>

#include "analyze/asked_time.hpp"
#include "input/inputs.hpp"
#include "report/report.hpp"

namespace laststraw {

struct AnalyzeOptions {
  std::vector<std::string> paths;  ///< files, folders, "-"
  std::string zone;                ///< --tz
  /// --ram, --swap, --limit, where no input tells; 0: not given.
  std::int64_t ram_bytes = 0, swap_bytes = 0, limit_bytes = 0;
  int only_incident = 0;  ///< --incident; 0: all
  std::optional<AskedTime> since, until;
  std::vector<std::string> what_ifs;  ///< --what-if, as typed
  bool pictures = true;               ///< memory_picture, sliders and the lines around what is cited, for whoever shows them
};

/// Throws input::InputError (a path that is not there) and std::invalid_argument (an option that is none).
Report analyze(const AnalyzeOptions& options);
/// Of inputs that are open already; options.paths does not matter.
Report analyze(const std::vector<input::Input>& inputs, const AnalyzeOptions& options);

}  // namespace laststraw
