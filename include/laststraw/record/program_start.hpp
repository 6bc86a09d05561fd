// Programs that began, as the system log tells it: what may have set off a growth.
#pragma once

#include <cstddef>
#include <string>

#include "laststraw/source.hpp"
#include "laststraw/time.hpp"

namespace laststraw {

/// "Starting backup.service - Nightly backup...", "(root) CMD (/usr/local/bin/backup.sh)"
struct ProgramStart {
  enum class By { systemd, cron } by = By::systemd;
  Stamp stamp;
  std::string what;  ///< the unit, else its description (systemd before v250); cron: the command
  Citation cite;
};

/// The last ones that are kept: a year of a busy cron has more, and only the last hours before a kill matter.
constexpr std::size_t kMaxProgramStarts = 50'000;

}  // namespace laststraw
