#include "cli/suggest.hpp"

#include <algorithm>

namespace laststraw::cli {

namespace {

/// Levenshtein distance, two letters in the wrong order counting once (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& known) {
  constexpr std::size_t kLongest = 64;  // nobody's slip
  typed = typed.substr(0, kLongest);
  std::string found;
  std::size_t least = typed.size() / 3 + 2;
  for (const std::string& one : known)
    if (const std::size_t d = distance(typed, one); d < least) least = d, found = one;
  if (!found.empty()) return found;
  // The beginning of a long name, or a part of it.
  for (const std::string& one : known)
    if (typed.size() >= 3 && one.find(typed) != std::string::npos) return one;
  return {};
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& known) {
  const std::string meant = nearest(typed, known);
  return meant.empty() ? std::string() : "; did you mean '" + meant + "'?";
}

}  // namespace laststraw::cli
