// Batch: every incident in folders of archived logs and bundles, explained.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "report/report.hpp"

namespace laststraw::scan {

struct ScanOptions {
  std::vector<std::string> paths;
  std::size_t jobs = 0;                    ///< threads; 0: as many as there are cores
  std::uint64_t max_memory = 0;            ///< bytes; 0: a quarter of the RAM
  std::string resume;                      ///< the file that remembers what was done; empty: none
  std::uint64_t shard = 1, shards = 1;     ///< --shard 2/4
  std::string zone;                        ///< as for analyze
  std::int64_t ram_bytes = 0;
};

struct Progress {
  std::uint64_t bytes = 0, all_bytes = 0;  ///< of the files as they are, done and in all
  std::uint64_t files = 0, all_files = 0, cases = 0, incidents = 0;
};

struct Summary {
  Progress done;
  std::uint64_t cases_with_incidents = 0, resumed = 0;
  std::uint64_t refused = 0;               ///< files and folders the system did not give
  bool interrupted = false;
};

/// A file that could not be searched, and why; before its case's incidents.
using OnProblem = std::function<void(const std::string& shown, const std::string& why)>;
/// Puts out one incident. Called in order of cases, then incidents, one at a time.
using PutOut = std::function<void()>;
/// One incident, without its series. Called from any thread, several at once: what takes time is done here, what must be in order in what
/// it returns.
using OnIncident = std::function<PutOut(report::CaseIncident one)>;
/// A case with incidents, just explained (not one that --resume knows): from any thread.
using OnReport = std::function<void(const std::string& case_name, const Report& report, const report::Document& document)>;
/// Often, from any thread, one at a time.
using OnProgress = std::function<void(const Progress&)>;

/// Throws input::InputError where a named path is not there, and std::runtime_error where the state file cannot be used. `stop`: set
/// from a signal handler to end after what is under way.
Summary scan(const ScanOptions& options, const OnIncident& on_incident, const OnProblem& on_problem, const OnProgress& on_progress, const std::atomic<bool>& stop,
             const OnReport& on_report = {});

}  // namespace laststraw::scan
