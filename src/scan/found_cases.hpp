// What a scan has to do.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "input/detect.hpp"
#include "input/files.hpp"
#include "scan/cases.hpp"
#include "scan/scan.hpp"
#include "scan/spool.hpp"
#include "scan/workers.hpp"

namespace laststraw::scan {

/// With what cases are found.
struct Finding {
  const ScanOptions& options;
  const Board& board;
  const input::Detector& detector;
  const std::atomic<bool>& stop;
};

/// The cases of this shard, by name. Standard input is put aside in `spool`: a tar's files are cases as those of a folder are.
std::vector<Case> find_cases(const Finding& how, std::optional<Spool>& spool, std::vector<input::Skipped>& skipped);

/// What workers may read.
std::vector<std::string> readable(const ScanOptions& options, const std::optional<Spool>& spool);

}  // namespace laststraw::scan
