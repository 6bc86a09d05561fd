// What to look for in archives: words one of which every log with an incident holds.
#pragma once

#include <string>
#include <vector>

namespace laststraw {

/// Literals, in bytes as logs print them, in all languages that are read. A log without any of them tells of no kill, no refused
/// memory and no death by signal 9; a log with one may.
std::vector<std::string> triggers();

}  // namespace laststraw
