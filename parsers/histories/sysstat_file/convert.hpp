// Files of sysstat before 11.7.1 do not describe themselves; sysstat's own sadf turns them into files that do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace laststraw::sysstat {

/// What `sadf -c` makes of the bytes; nullopt: sadf is not installed, or cannot read them either.
std::optional<std::string> convert(std::string_view bytes);

}  // namespace laststraw::sysstat
