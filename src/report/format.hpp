// Sizes and times as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "laststraw/time.hpp"

namespace laststraw::report {

std::string human_bytes(std::int64_t bytes);                 ///< "440.0 MiB"
std::string iso_time(const WallTime& time);                  ///< "2026-11-21T03:02:21.554Z"
/// The wall time, else "boot+558.748s", else "".
std::string when_text(const Instant& instant);
/// "2026-11-21 03:02:21.554" of an ISO time; other texts as they are.
std::string short_time(std::string_view iso);
std::string dated_text(const std::string& iso);             ///< short_time() with its zone: " UTC", or that it is unknown

/// The day of such an ISO time; `iso` must be one.
std::chrono::sys_days day_of(std::string_view iso);

/// Columns in a terminal: two for Chinese, Japanese and Korean characters.
std::size_t display_width(std::string_view text);
/// The first `width` columns, with an ellipsis where cut.
std::string cut(std::string_view text, std::size_t width, bool unicode);
/// With blanks up to `width` columns.
std::string padded(const std::string& text, std::size_t width);
/// Control characters (C0, DEL, and C1 in UTF-8) made visible and harmless; newlines and tabs become blanks.
std::string harmless(std::string_view text);
/// `text` in lines of at most `width` columns, broken at blanks and between wide characters; continuation lines begin with `indent`.
std::string wrap(std::string_view text, std::size_t width, std::string_view indent);

/// "0.09 s", "5.0 s", "12 min": as the viewer says it
std::string seconds_text(double seconds);
/// "+12.1 dB"
std::string decibans_text(double decibans);
/// "44 %"
std::string percent(double fraction);
/// A likelihood: never certain, never impossible: "> 99 %", "< 1 %".
std::string likelihood_words(double likelihood);

}  // namespace laststraw::report
