// Reads a line from left to right and knows where it stopped: for lines that hold a name and a value. What needs alternatives and
// repetition is a grammar (grammar.hpp).
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>

namespace laststraw::support {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kUpperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kLettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/// What a name in C may hold behind its first letter.
constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

class Cursor {
 public:
  explicit Cursor(std::string_view line) : line_(line) {}

  /// What comes next, counted from 1 in bytes: where the line stopped being what was expected.
  std::size_t column() const { return at_ + 1; }
  bool done() const { return at_ == line_.size(); }
  char peek() const { return done() ? '\0' : line_[at_]; }
  std::string_view rest() const { return line_.substr(at_); }

  /// Takes `text`, if it is what comes next.
  bool skip(std::string_view text) {
    if (!rest().starts_with(text)) return false;
    at_ += text.size();
    return true;
  }
  bool skip(char c) { return skip(std::string_view(&c, 1)); }
  void skip_blanks() { take(" \t"); }

  /// The longest stretch of these characters; may be empty.
  std::string_view take(std::string_view characters) { return up_to(line_.find_first_not_of(characters, at_)); }
  /// Up to the first of these characters, or the end; may be empty.
  std::string_view take_until(std::string_view characters) { return up_to(line_.find_first_of(characters, at_)); }
  /// All that is left.
  std::string_view take_rest() { return up_to(line_.size()); }
  /// A name: a character of `first`, then any of `more`. Empty, and nothing taken: there is none.
  std::string_view take_name(std::string_view first, std::string_view more) {
    return done() || first.find(peek()) == std::string_view::npos ? std::string_view() : up_to(line_.find_first_not_of(more, at_ + 1));
  }
  /// A whole number; nullopt, and nothing taken: there is none, or it does not fit.
  template <class Number>
  std::optional<Number> take_number() {
    Number value{};
    const auto [end, error] = std::from_chars(line_.data() + at_, line_.data() + line_.size(), value);
    if (error != std::errc{}) return std::nullopt;
    at_ = static_cast<std::size_t>(end - line_.data());
    return value;
  }

 private:
  std::string_view up_to(std::size_t end) {
    const std::string_view taken = line_.substr(at_, end == std::string_view::npos ? end : end - at_);
    at_ += taken.size();
    return taken;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

/// The whole of `text` as a number; nullopt: it is something else, or does not fit.
template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Cursor cursor(text);
  const auto value = cursor.take_number<Number>();
  return cursor.done() ? value : std::nullopt;
}

}  // namespace laststraw::support
