// Lines as words between blanks.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace laststraw::report {

inline bool is_space(char c) { return c == ' ' || c == '\t'; }
/// A month, a day of the week, a zone.
inline bool is_calendar(std::string_view word) {
  constexpr std::array<std::string_view, 21> kNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                                                    "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "UTC", "GMT"};
  return std::find(kNames.begin(), kNames.end(), word) != kNames.end();
}

/// Words with what stands between them handed to `replaced`, blanks kept as they are.
template <typename F>
std::string each_word(std::string_view text, F replaced) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      out += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    out += replaced(text.substr(at, end - at), at);
    at = end;
  }
  return out;
}

}  // namespace laststraw::report
