// Words that say nothing of a company: PostgreSQL's, the kernel's and the usual names of logs.
#pragma once

#include <string_view>

namespace laststraw::report {

/// A part of a path, of a cgroup's or of a unit's name that many servers share: "log", "postgresql", "system", "dmesg".
bool is_common_path_word(std::string_view word);
/// A function or type of pg_catalog, in lower case.
bool is_catalog_name(std::string_view word);
/// A memory context that PostgreSQL's own sources name.
bool is_memory_context(std::string_view name);
/// The value of a setting that tells nothing: a number, a size, "on", an enumeration.
bool is_plain_value(std::string_view value);

}  // namespace laststraw::report
