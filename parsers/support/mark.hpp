// The line with the time that periodic captures put before each sample.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/time.hpp"

namespace laststraw::support {

/// Reads a line that is a time and nothing else of weight; nullopt: it is not one.
///   2026-11-21T02:53:43+0000, 2026-11-21 02:53:44 UTC      `date -Is` and its like
///   Sat Nov 21 03:00:01 UTC 2026                           `date` in the C locale
///   Sat Nov 21 03:00:01 AM UTC 2026                        `date` in en_US
///   zzz ***Sat Nov 21 03:00:01 UTC 2026                    OSWatcher
///   zzz <11/21/2026 03:00:01> Count:1                      ExaWatcher
///   TS 1795231800.00551 2026-11-21 03:30:00                pt-stalk
///   1795231800                                             seconds since 1970
std::optional<Stamp> read_mark(std::string_view text);

/// Is it a mark whose time could not be read ("zzz yesterday")? What follows is a new sample all the same.
bool is_mark(std::string_view text);

/// The mark of a new sample: its time, or a Stamp without one where it could not be read; nullopt: no mark.
std::optional<Stamp> sample_mark(std::string_view text);

}  // namespace laststraw::support
