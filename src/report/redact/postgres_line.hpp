// Lines of PostgreSQL's logs, taken apart as their format puts them together.
#pragma once

#include <string>
#include <string_view>

#include "report/redact/replacements.hpp"

namespace laststraw::report {

/// A message of the server: its fixed words stay where the message is one of those we know, and what fills them in is
/// replaced; any other message is "[redacted]".
std::string redact_message(std::string_view message, Replacements& names);

/// A line (or the beginning of one) of csvlog, jsonlog, or of a log with log_line_prefix.
std::string redact_csv_line(std::string_view line, Replacements& names);
std::string redact_json_line(std::string_view line, Replacements& names);
std::string redact_text_line(std::string_view line, Replacements& names);

/// Whether a label of the server's ("LOG:  ", "STATEMENT:  ") stands in the line.
bool has_label(std::string_view line);

}  // namespace laststraw::report
