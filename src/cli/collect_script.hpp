// The script that collects a bundle (the parts in src/collect/), as CMake put it into the program.
#pragma once

#include <string_view>

namespace laststraw::cli {

extern const std::string_view kCollectScript;

}  // namespace laststraw::cli
