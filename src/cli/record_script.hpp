// The flight recorder (src/record/record.sh), as CMake put it into the program.
#pragma once

#include <string_view>

namespace laststraw::cli {

extern const std::string_view kRecordScript;

}  // namespace laststraw::cli
