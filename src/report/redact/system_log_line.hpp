// Lines of system logs: the kernel's own, and other programs' behind a host's name.
#pragma once

#include <string>
#include <string_view>

#include "report/redact/replacements.hpp"

namespace laststraw::report {

/// The kernel's line with its head ("Nov 21 03:02:21 db7 kernel: [  12.3] "); of another program what PostgreSQL says, or nothing.
std::string redact_system_log(std::string_view line, Replacements& names);
/// Behind its head stands a message of the kernel that tells of memory.
bool is_kernel_line(std::string_view line);

}  // namespace laststraw::report
