// One case on its way through a scan: opened, searched, and explained where something was found.
#pragma once

#include <functional>
#include <string>

#include "input/detect.hpp"
#include "input/excerpt.hpp"
#include "input/trigger_search.hpp"
#include "scan/answer.hpp"
#include "scan/cases.hpp"
#include "scan/scan.hpp"

namespace laststraw::scan {

/// What every case is worked with.
struct Tools {
  const ScanOptions& options;
  const OnIncident& on_incident;
  const OnReport& on_report;
  const input::TriggerSearch& search;
  const input::Detector& detector;
  std::size_t most = 0;  ///< bytes that are kept of one file
  input::Parallel parallel;
  std::function<void(std::uint64_t bytes, std::uint64_t files)> searched;  ///< told as it goes on
};

/// Throws nothing: what goes wrong is among the answer's problems.
Answer work_on(const Case& one, const Tools& tools);
/// What OnIncident::prepare makes of an answer's incidents.
void prepare(Answer& answer, const std::vector<report::CaseIncident>& incidents, const Case& one, const Tools& tools);

}  // namespace laststraw::scan
