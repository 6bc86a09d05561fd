// A log_line_prefix worked out from the lines themselves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postgres_log/severity.hpp"

namespace laststraw::postgres_log {

/// Patterns that the beginnings of `lines` suggest, the most frequent first, each with and without %q before the first field
/// that only sessions have. `lines` hold a severity each.
std::vector<std::string> infer_prefixes(const std::vector<std::string_view>& lines, Trust trust);

}  // namespace laststraw::postgres_log
