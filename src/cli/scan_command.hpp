// laststraw scan and laststraw merge.
#pragma once

#include "cli/options.hpp"

namespace laststraw::cli {

/// Exit statuses as for analyze; kMistake also where it was interrupted.
int run_scan(const Options& options, const TextStyle& style);
/// Joins the NDJSON of shards in the order an unsharded scan has.
int run_merge(const Options& options);

}  // namespace laststraw::cli
