// `laststraw compare A B`.
#pragma once

#include "cli/options.hpp"
#include "report/report.hpp"

namespace laststraw::cli {

int run_compare(const Options& options, const TextStyle& style);

}  // namespace laststraw::cli
