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
  std::size_t jobs = 0;                 ///< processes, and threads of all of them; 0: as many as there are cores
  std::uint64_t max_memory = 0;         ///< bytes; 0: a quarter of the RAM
  std::string resume;                   ///< the file that remembers what was done; empty: none
  std::uint64_t shard = 1, shards = 1;  ///< --shard 2/4
  std::string zone;                     ///< as for analyze
  std::int64_t ram_bytes = 0;
  Language language = english();  ///< of the lines
  bool redact = false;            ///< lines, names of cases and files, and what the state remembers
  std::vector<std::string> own;   ///< files this run writes: never read, if they are in a folder given
};

struct Progress {
  std::uint64_t bytes = 0, all_bytes = 0;  ///< of the files as they are, done and in all
  std::uint64_t files = 0, all_files = 0, cases = 0, incidents = 0;
};

struct Summary {
  Progress done;
  std::uint64_t cases_with_incidents = 0, resumed = 0;
  std::uint64_t refused = 0;  ///< files and folders the system did not give
  std::uint64_t failed = 0;   ///< cases of which not all could be said, or that were passed over
  bool interrupted = false;
};

/// A file that could not be searched or a case that failed, and why; before its case's incidents.
using OnProblem = std::function<void(const std::string& shown, const std::string& why)>;
/// One incident, without its series.
struct OnIncident {
  /// What takes time: called in the process that works on the case. What it throws is that case's failure.
  std::function<std::vector<std::string>(const report::CaseIncident& one)> prepare;
  /// Called in this process, in order of cases, then incidents, with its line of JSON and what `prepare` made.
  std::function<void(const std::string& line, const std::vector<std::string>& prepared)> put_out;
};
/// A case with incidents, just explained (not one that --resume knows). What either throws is that case's failure.
struct OnReport {
  /// Called in the process that works on the case, which cannot write files.
  std::function<std::string(const std::string& case_name, const Report& report, const report::Document& document)> make;
  /// Called in this process, before the case's incidents, with what `make` made.
  std::function<void(const std::string& case_name, const std::string& page)> put_out;
};
/// Often.
using OnProgress = std::function<void(const Progress&)>;

/// Each case is worked on in a process of its own, forked from this one: a case that ends its process costs that case. Call it while this process has
/// no other thread. Throws input::InputError where a named path is not there, and std::runtime_error where the state file cannot be used. `stop`: set
/// from a signal handler to end after what is under way.
Summary scan(const ScanOptions& options, const OnIncident& on_incident, const OnProblem& on_problem, const OnProgress& on_progress,
             const std::atomic<bool>& stop, const OnReport& on_report = {});

}  // namespace laststraw::scan
