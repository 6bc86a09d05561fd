// What systemd and cron say they start.
#pragma once

#include <optional>

#include "laststraw/record/kernel_line.hpp"
#include "laststraw/record/program_start.hpp"

namespace laststraw::system_log {

std::optional<ProgramStart> read_program_start(const KernelLine& line);

}  // namespace laststraw::system_log
