// What a process is called: its command line, or the title PostgreSQL gives it.
#pragma once

#include <string>
#include <string_view>

#include "report/redact/replacements.hpp"

namespace laststraw::report {

/// "python3 --dsn=? ?": the program's base name, options' names, sizes of -Xmx and its like; all other words become ?.
/// "postgres: user1 database1 address1 SELECT" of a title.
std::string redact_command(std::string_view command, Replacements& names);

}  // namespace laststraw::report
