// The script that collects a bundle (src/collect/collect.sh), as CMake put it into the program.
#pragma once

#include <string_view>

namespace laststraw::cli {

extern const std::string_view kCollectScript;

}  // namespace laststraw::cli
