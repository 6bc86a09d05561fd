// laststraw here: collects from this machine into a private folder, and analyzes it at once.
#pragma once

#include "cli/options.hpp"

namespace laststraw::cli {

/// `analyze` explains what options.analyze.paths names; its status is that of the command. The folder goes afterwards, however it ends, unless
/// options.keep names it.
int run_here(Options options, int (*analyze)(const Options&));

}  // namespace laststraw::cli
