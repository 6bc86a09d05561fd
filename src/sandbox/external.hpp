// A program of this machine, within limits.
#pragma once

#include <string>

namespace laststraw::sandbox {

/// Standard output of `sadf -c path`, as a descriptor on memory; -1 where it is not installed, fails or goes beyond a limit.
int output_of_sadf(const std::string& path);

}  // namespace laststraw::sandbox
