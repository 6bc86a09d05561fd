#include "laststraw/source.hpp"

#include <cstring>

namespace laststraw {

Citation cite(const Line& line) {
  std::string_view text = line.text;
  if (text.size() > kMaxQuote) {
    text = text.substr(0, kMaxQuote);
    // Never end inside a UTF-8 sequence: step back over continuation bytes, then over the lead byte.
    std::size_t end = text.size();
    while (end > 0 && (static_cast<unsigned char>(line.text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  return {line.at, std::string(text)};
}

bool Lines::peek(Line& line) const {
  Lines copy = *this;
  return copy.next(line);
}

bool Lines::next(Line& line) {
  if (rest_.empty()) return false;
  const void* newline = std::memchr(rest_.data(), '\n', rest_.size());
  const std::size_t length = newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - rest_.data()) : rest_.size();
  std::string_view text = rest_.substr(0, length);
  rest_.remove_prefix(newline ? length + 1 : length);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  line = {text.substr(0, kMaxLine), {source_, before_ + number_ + 1, before_ + number_ + 1}, nullptr};
  if (number_ < origins_.size()) {
    line.origin = &origins_[number_];
    line.at = {source_, line.origin->first_line, line.origin->last_line};
  }
  ++number_;
  return true;
}

}  // namespace laststraw
