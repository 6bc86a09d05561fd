#include "report/format.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

#include "text/say.hpp"

namespace laststraw::report {

std::string human_bytes(const std::optional<std::int64_t>& bytes) { return bytes ? laststraw::human_bytes(Bytes{*bytes}) : "-"; }

std::int64_t saturated(double value) {
  if (std::isnan(value)) return 0;
  if (value >= 9.2e18) return std::numeric_limits<std::int64_t>::max();
  return value <= -9.2e18 ? std::numeric_limits<std::int64_t>::min() : std::llround(value);
}

namespace {

/// `value` in `width` digits, from the end backwards.
void put_digits(char* end, std::int64_t value, int width) {
  for (; width > 0; --width, value /= 10) *--end = static_cast<char>('0' + value % 10);
}

}  // namespace

void append_iso_time(std::string& out, const WallTime& time) {
  namespace chr = std::chrono;
  const auto day = chr::floor<chr::days>(time);
  const chr::year_month_day date{day};
  const int year = static_cast<int>(date.year());
  if (year < 0) out += '-';
  char text[] = "0000-00-00T00:00:00.000Z";
  const std::int64_t clock = chr::floor<chr::milliseconds>(time - day).count();
  put_digits(text + 4, std::abs(year), 4);
  put_digits(text + 7, static_cast<unsigned>(date.month()), 2);
  put_digits(text + 10, static_cast<unsigned>(date.day()), 2);
  put_digits(text + 13, clock / 3'600'000, 2);
  put_digits(text + 16, clock / 60'000 % 60, 2);
  put_digits(text + 19, clock / 1000 % 60, 2);
  put_digits(text + 23, clock % 1000, 3);
  if (std::abs(year) > 9999) out += std::to_string(std::abs(year) / 10000);
  out += text;
}

std::string hexadecimal(std::uint64_t number) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
  return text.data();
}

std::string iso_time(const WallTime& time) {
  std::string text;
  append_iso_time(text, time);
  return text;
}

bool is_iso_time(std::string_view text) { return text.size() == 24 && text[10] == 'T' && text.back() == 'Z'; }

std::string when_text(const Instant& instant) {
  if (instant.wall) {
    std::string text = iso_time(*instant.wall);
    if (instant.zone_unknown) text.pop_back();  // no "Z": it is the time as printed
    return text;
  }
  if (!instant.since_boot) return {};
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "boot+%.3fs", static_cast<double>(instant.since_boot->count()) / 1e6);
  return text.data();
}

Sentence dated_text(const std::string& at) {
  if (at.empty()) return say("at an unknown time");
  if (is_iso_time(at) || at.starts_with("boot+")) return Sentence(PointInTime{at});
  return say("{0} (time zone unknown)", PointInTime{at});
}

std::string without_day(const std::string& when) { return when.size() >= 23 && when[4] == '-' && when[10] == ' ' ? when.substr(11) : when; }

namespace {

/// The number that text[from, to) is; -1 where it is none.
int digits(std::string_view text, std::size_t from, std::size_t to) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data() + from, text.data() + to, number);
  return error == std::errc() && end == text.data() + to ? number : -1;
}

}  // namespace

std::optional<WallTime> wall_time_of(std::string_view at) {
  if (is_iso_time(at)) at.remove_suffix(1);
  if (at.size() != 23 || at[10] != 'T') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{digits(at, 0, 4)}, std::chrono::month{static_cast<unsigned>(digits(at, 5, 7))},
                                         std::chrono::day{static_cast<unsigned>(digits(at, 8, 10))}};
  const int hour = digits(at, 11, 13), minute = digits(at, 14, 16), second = digits(at, 17, 19), thousandths = digits(at, 20, 23);
  if (!date.ok() || hour < 0 || minute < 0 || second < 0 || thousandths < 0) return std::nullopt;
  return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} +
         std::chrono::milliseconds{thousandths};
}

namespace {

struct Character {
  std::string_view bytes;
  std::size_t columns;
};

/// The first character of a text that is not empty; a byte that is no UTF-8 is one of a column.
Character first_character(std::string_view text) {
  utf8proc_int32_t code = 0;
  const auto size =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (size <= 0) return {text.substr(0, 1), 1};
  return {text.substr(0, static_cast<std::size_t>(size)), static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code)))};
}

/// Up to the next blank, or a wide character (of a script that is written without blanks) with the punctuation behind it.
std::string_view first_piece(std::string_view text) {
  constexpr std::string_view kNotFirst = "\uff0c\u3002\uff1b\uff1a\u3001\uff09\u201d\uff1f\uff01";
  const auto not_first = [&](std::string_view rest) {
    return !rest.empty() && rest.front() != ' ' && kNotFirst.find(first_character(rest).bytes) != std::string_view::npos;
  };
  std::size_t end = 0;
  while (end < text.size() && text[end] != ' ') {
    const Character next = first_character(text.substr(end));
    if (end > 0 && next.columns == 2 && !not_first(text.substr(end))) break;
    end += next.bytes.size();
    if (next.columns == 2 && !not_first(text.substr(end))) break;
  }
  return text.substr(0, end);
}

}  // namespace

namespace {

/// Unicode's categories Cf, Zl and Zp: bidi overrides and isolates, characters of no width, tags, line and paragraph separators
/// ("Trojan Source", CVE-2021-42574). What looks like one text must be one.
bool is_unseen(utf8proc_int32_t code) {
  const utf8proc_category_t category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character next = first_character(text);
    width += next.columns;
    text.remove_prefix(next.bytes.size());
  }
  return width;
}

std::string cut(std::string_view text, std::size_t width, bool unicode) {
  if (display_width(text) <= width) return std::string(text);
  const std::string_view mark = unicode ? "\u2026" : "...";
  const std::size_t room = width > display_width(mark) ? width - display_width(mark) : 0;
  std::size_t end = 0, columns = 0;
  while (end < text.size()) {
    const Character next = first_character(text.substr(end));
    if (columns + next.columns > room) break;
    columns += next.columns;
    end += next.bytes.size();
  }
  return std::string(text.substr(0, end)) + std::string(mark);
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t wide = display_width(text);
  return wide < width ? text + std::string(width - wide, ' ') : text;
}

std::string harmless(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  std::array<char, 16> shown{};
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    const auto size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &code);
    const std::string_view bytes = text.substr(0, size > 0 ? static_cast<std::size_t>(size) : 1);
    text.remove_prefix(bytes.size());
    if (size <= 0) {
      safe += "\uFFFD";  // a lone 0x9b is a CSI to terminals that take 8-bit controls
    } else if (code == '\n' || code == '\t' || code == '\r') {
      safe += ' ';
    } else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
      std::snprintf(shown.data(), shown.size(), "\\x%02x", static_cast<unsigned>(code));
      safe += shown.data();
    } else if (is_unseen(code)) {
      std::snprintf(shown.data(), shown.size(), "<U+%04X>", static_cast<unsigned>(code));
      safe += shown.data();
    } else {
      safe += bytes;
    }
  }
  return safe;
}

std::string wrap(std::string_view text, std::size_t width, std::string_view indent) {
  std::string out;
  std::size_t column = 0;
  bool line_start = true, blank = false;
  while (!text.empty()) {
    if (text.front() == ' ') {
      blank = true;
      text.remove_prefix(1);
      continue;
    }
    const std::string_view piece = first_piece(text);
    text.remove_prefix(piece.size());
    const std::size_t wide = display_width(piece);
    if (!line_start && column + (blank ? 1 : 0) + wide > width) {
      out += '\n';
      out += indent;
      column = display_width(indent);
      line_start = true;
    }
    if (blank && !line_start) out += ' ', ++column;
    out += piece;
    column += wide;
    line_start = blank = false;
  }
  return out;
}

std::string decibans_text(double decibans) {
  const double shown = std::round(decibans * 10) / 10;
  std::string text = std::to_string(std::abs(shown));
  text = text.substr(0, text.find('.') + 2);
  return (shown < 0 ? "-" : "+") + text + " dB";
}

std::string likelihood_words(double likelihood) {
  if (likelihood > 0.99) return "> 99 %";
  return likelihood < 0.01 ? "< 1 %" : percent(likelihood);
}

}  // namespace laststraw::report
