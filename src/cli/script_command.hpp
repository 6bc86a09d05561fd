// The commands that print a shell script or run it: collect and record.
#pragma once

#include "cli/options.hpp"

namespace laststraw::cli {

int run_collect(const Options& options);
int run_record(const Options& options);

}  // namespace laststraw::cli
