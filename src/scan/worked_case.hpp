// One case on its way through a scan: opened, searched, and explained where something was found.
#pragma once

#include <string>
#include <vector>

#include "input/detect.hpp"
#include "input/excerpt.hpp"
#include "input/trigger_search.hpp"
#include "scan/cases.hpp"
#include "scan/scan.hpp"
#include "scan/state.hpp"

namespace laststraw::scan {

/// What every case is worked with, by many threads at once.
struct Tools {
  const ScanOptions& options;
  const OnIncident& on_incident;
  const OnReport& on_report;
  const input::TriggerSearch& search;
  const input::Detector& detector;
  const State* state = nullptr;            ///< of an earlier run; null: none
  std::size_t most = 0;                    ///< bytes that are kept of one file
  input::Parallel parallel;
  std::function<void(std::uint64_t bytes, std::uint64_t files)> searched;   ///< told as it goes on
};

struct Answer {
  std::uint64_t fingerprint = 0;           ///< what must not have changed for this to hold
  bool known = false;                      ///< from an earlier run
  bool failed = false;                     ///< could not be explained: not to be remembered
  std::size_t count = 0;                   ///< of incidents
  std::vector<std::string> incidents;      ///< a line of JSON each, to be remembered
  std::vector<PutOut> rows;                ///< for the reader
  struct Problem { std::string shown, why; };
  std::vector<Problem> problems;
  std::uint64_t refused = 0;               ///< files the system did not give
};

Answer work_on(const Case& one, const Tools& tools);

}  // namespace laststraw::scan
