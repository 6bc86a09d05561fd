// The one way in which dates are read that people and logs write in full: --since as well as a line's stamp.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/time.hpp"

namespace laststraw::support {

/// Reads "YYYY-MM-DD HH:MM:SS[.,fraction][ ][zone]" (or with 'T') off the front of `text`; zone: "Z", "UTC", "GMT",
/// "+0100", "+01:00", "-03", or an abbreviation of capitals. `text` loses what was read. nullopt: not such a time.
std::optional<Stamp> take_iso_time(std::string_view& text);

}  // namespace laststraw::support
