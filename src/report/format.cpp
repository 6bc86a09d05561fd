#include "report/format.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "text/say.hpp"

namespace laststraw::report {

std::string human_bytes(std::int64_t bytes) {
  static constexpr std::array<const char*, 6> kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (std::abs(value) >= 1024 && unit + 1 < kUnits.size()) value /= 1024, ++unit;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

std::string iso_time(const WallTime& time) {
  namespace chr = std::chrono;
  const auto day = chr::floor<chr::days>(time);
  const chr::year_month_day date{day};
  const chr::hh_mm_ss clock{chr::floor<chr::milliseconds>(time - day)};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text.data();
}

std::string when_text(const Instant& instant) {
  if (instant.wall) {
    std::string text = iso_time(*instant.wall);
    if (instant.zone_unknown) text.pop_back();               // no "Z": it is the time as printed
    return text;
  }
  if (!instant.since_boot) return {};
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "boot+%.3fs", static_cast<double>(instant.since_boot->count()) / 1e6);
  return text.data();
}

std::string short_time(std::string_view iso) {
  if (iso.size() < 23 || iso.size() > 24 || iso[10] != 'T') return std::string(iso);
  return std::string(iso.substr(0, 10)) + " " + std::string(iso.substr(11, 12));
}

std::string dated_text(const std::string& at) {
  if (at.empty()) return say("at an unknown time");
  if (at.ends_with('Z')) return short_time(at) + " UTC";
  return at.starts_with("boot+") ? at : say("{0} (time zone unknown)", short_time(at));
}

std::chrono::sys_days day_of(std::string_view iso) {
  const auto digits = [&](std::size_t at, std::size_t count) { return std::stoi(std::string(iso.substr(at, count))); };
  return std::chrono::year{digits(0, 4)} / digits(5, 2) / digits(8, 2);
}

namespace {

struct Character { std::string_view bytes; std::size_t columns; };

/// The first character of a text that is not empty; a byte that is no UTF-8 is one of a column.
Character first_character(std::string_view text) {
  utf8proc_int32_t code = 0;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (size <= 0) return {text.substr(0, 1), 1};
  return {text.substr(0, static_cast<std::size_t>(size)), static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code)))};
}

/// Up to the next blank, or a wide character (of a script that is written without blanks) with the punctuation behind it.
std::string_view first_piece(std::string_view text) {
  constexpr std::string_view kNotFirst = "\uff0c\u3002\uff1b\uff1a\u3001\uff09\u201d\uff1f\uff01";
  const auto not_first = [&](std::string_view rest) { return !rest.empty() && rest.front() != ' ' && kNotFirst.find(first_character(rest).bytes) != std::string_view::npos; };
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
  std::array<char, 8> escape{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\n' || c == '\t' || c == '\r') {
      safe += ' ';
    } else if (c < 0x20 || c == 0x7f) {
      std::snprintf(escape.data(), escape.size(), "\\x%02x", c);
      safe += escape.data();
    } else if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      // C1 controls as UTF-8: U+009B is another CSI.
      std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned char>(text[++i]));
      safe += escape.data();
    } else {
      safe += text[i];
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

std::string percent(double fraction) { return std::to_string(std::lround(fraction * 100)) + " %"; }

std::string seconds_text(double seconds) {
  std::array<char, 48> text{};
  if (seconds < 1) std::snprintf(text.data(), text.size(), "%.2f s", seconds);
  else if (seconds < 120) std::snprintf(text.data(), text.size(), "%.1f s", seconds);
  else if (seconds < 7200) std::snprintf(text.data(), text.size(), "%.0f min", seconds / 60);
  else std::snprintf(text.data(), text.size(), "%.1f h", seconds / 3600);
  return text.data();
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
