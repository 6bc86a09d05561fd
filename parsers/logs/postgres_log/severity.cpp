#include "postgres_log/severity.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "postgres_log/known_messages.hpp"
#include "postgres_log/translate.hpp"

namespace laststraw::postgres_log {

namespace {

/// Untranslated.
constexpr std::array<std::string_view, 15> kSeverities{"LOG",       "ERROR",   "FATAL", "PANIC",    "WARNING",
                                                       "NOTICE",    "INFO",    "DEBUG", "DETAIL",   "HINT",
                                                       "STATEMENT", "CONTEXT", "QUERY", "LOCATION", "BACKTRACE"};
constexpr std::size_t kFirstPart = 8;
constexpr std::size_t kLongestPrefix = 400;

bool one_blank_will_do(std::string_view severity, std::string_view message, Trust trust) {
  if (trust == Trust::all) return true;
  const Known known = known_message(message);
  if (known == Known::sure) return true;
  return trust == Trust::perhaps && (known == Known::perhaps || is_part_label(severity));
}

/// A word before a colon that is a severity in some language.
std::optional<std::size_t> foreign_severity_at(std::string_view text) {
  const std::string_view head = text.substr(0, kLongestPrefix);
  for (std::size_t at = head.find(':'); at != std::string_view::npos; at = head.find(':', at + 1)) {
    const std::string_view before = head.substr(0, at > 0 && head[at - 1] == ' ' ? at - 1 : at);
    const std::size_t start = before.rfind(' ') + 1;  // npos + 1 is 0: all of it
    if (!english_label(before.substr(start)).empty()) return start;
  }
  return std::nullopt;
}

}  // namespace

bool is_part_label(std::string_view severity) {
  return std::find(kSeverities.begin() + kFirstPart, kSeverities.end(), severity) != kSeverities.end();
}

std::string take_severity(std::string_view& line, Trust trust) {
  std::string_view rest = line;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  for (const std::string_view severity : kSeverities) {
    if (!rest.starts_with(severity)) continue;
    std::string_view after = rest.substr(severity.size());
    if (severity == "DEBUG" && !after.empty() && std::isdigit(static_cast<unsigned char>(after.front()))) after.remove_prefix(1);
    if (after.starts_with(":  ")) {
      line = after.substr(3);
    } else if (trust != Trust::two_blanks && after.starts_with(": ") && one_blank_will_do(severity, after.substr(2), trust)) {
      line = after.substr(2);
    } else {
      continue;
    }
    return std::string(severity);
  }
  if (const std::string_view label = take_foreign_label(rest); !label.empty()) {
    line = rest;
    return std::string(label);
  }
  return {};
}

std::optional<std::size_t> severity_at(std::string_view text, Trust trust) {
  const std::string_view blanks = trust == Trust::two_blanks ? ":  " : ": ";
  for (std::size_t at = text.find(blanks); at != std::string_view::npos; at = text.find(blanks, at + 1)) {
    const std::size_t before = at == 0 ? std::string_view::npos : text.find_last_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ12345", at - 1);
    const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
    std::string_view rest = text.substr(start);
    if (start < at && !take_severity(rest, trust).empty()) return start;
  }
  return foreign_severity_at(text);
}

}  // namespace laststraw::postgres_log
