// Lines that stand around a quoted one: nobody has read them, so nothing is known of their form.
#pragma once

#include <string>
#include <string_view>

#include "report/redact/replacements.hpp"

namespace laststraw::report {

/// As redact_quote() where the line itself shows that its form is one that is redacted word by word: a line of PostgreSQL's log, a row of the
/// kernel's task table, a row of a list of processes. Any other becomes "[redacted]": a room's form is only that of the lines it has read.
std::string redact_line_around(std::string_view line, std::string_view format, Replacements& names);

}  // namespace laststraw::report
