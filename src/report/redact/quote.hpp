// Lines that a report quotes, each by the format of the file it stands in.
#pragma once

#include <string>
#include <string_view>

#include "report/redact/replacements.hpp"

namespace laststraw::report {

/// `format` is that of the input ("postgres_log/csv", "kernel_oom/journal, postgres_log/stderr"); empty where nobody knows it.
/// What fits no form that is known for it becomes "[redacted]".
std::string redact_quote(std::string_view quote, std::string_view format, Replacements& names);

}  // namespace laststraw::report
