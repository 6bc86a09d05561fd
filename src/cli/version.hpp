// What this program was built from and with.
#pragma once

#include <string>

namespace laststraw::cli {

/// "laststraw 0.1.0", then a line each: commit, compiler, kind of build, libraries.
std::string version_text();

}  // namespace laststraw::cli
