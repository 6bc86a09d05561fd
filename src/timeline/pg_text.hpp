// What is asked of messages of PostgreSQL's log, again and again.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace laststraw::timeline {

/// Asked dozens of times of each entry: nearly always the first byte answers.
inline bool starts_with(std::string_view text, std::string_view prefix) {
  return !text.empty() && text.front() == prefix.front() && text.substr(0, prefix.size()) == prefix;
}
inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The whole number at the front of `text`.
inline std::optional<std::int64_t> leading_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return value;
}

/// The whole number that follows `key` in `text`.
inline std::optional<std::int64_t> number_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  return at == std::string_view::npos ? std::nullopt : leading_number(text.substr(at + key.size()));
}

/// With its slash.
inline std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

}  // namespace laststraw::timeline
