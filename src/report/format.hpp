// Sizes and times as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "laststraw/sentence.hpp"
#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw::report {

std::string human_bytes(const std::optional<std::int64_t>& bytes);  ///< "-" where it is not known
/// The nearest whole number, the largest or smallest there is for what lies beyond; 0 for what is no number.
std::int64_t saturated(double value);
std::string iso_time(const WallTime& time);  ///< "2026-11-21T03:02:21.554Z"
void append_iso_time(std::string& out, const WallTime& time);
bool is_iso_time(std::string_view text);
/// The wall time, else "boot+558.748s", else "".
std::string when_text(const Instant& instant);
using laststraw::short_time;
/// The same with its zone: " UTC", or that it is not known.
Sentence dated_text(const std::string& iso);
/// "03:02:21.554" of "2026-11-21 03:02:21.554"; other texts as they are.
std::string without_day(const std::string& when);

/// Of what when_text() says of a wall time; nullopt for other texts.
std::optional<WallTime> wall_time_of(std::string_view at);

/// All sixteen digits: "00000000c0ffee00".
std::string hexadecimal(std::uint64_t number);

/// Columns in a terminal: two for Chinese, Japanese and Korean characters.
std::size_t display_width(std::string_view text);
/// The first `width` columns, with an ellipsis where cut.
std::string cut(std::string_view text, std::size_t width, bool unicode);
/// With blanks up to `width` columns.
std::string padded(const std::string& text, std::size_t width);
/// `text` as one line that can do nothing to who shows it: controls (C0, DEL, C1), what turns the direction of writing or breaks a line,
/// and what takes no room are made visible ("\\x1b", "<U+202E>"), newlines and tabs become blanks, what is not UTF-8 U+FFFD.
std::string harmless(std::string_view text);
/// `text` in lines of at most `width` columns, broken at blanks and between wide characters; continuation lines begin with `indent`.
std::string wrap(std::string_view text, std::size_t width, std::string_view indent);

/// "+12.1 dB"
std::string decibans_text(double decibans);
/// A likelihood: never certain, never impossible: "> 99 %", "< 1 %".
std::string likelihood_words(double likelihood);

}  // namespace laststraw::report
