// A list of words that is looked up.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace laststraw::report {

/// The words of a text that outlives it, with `between` between them.
class WordList {
 public:
  explicit WordList(std::string_view text, char between = ' ') {
    for (std::size_t end = 0; end != std::string_view::npos; text.remove_prefix(std::min(end + 1, text.size()))) {
      end = text.find(between);
      if (const std::string_view word = text.substr(0, end); !word.empty()) sorted_.push_back(word);
    }
    std::sort(sorted_.begin(), sorted_.end());
  }
  bool contains(std::string_view word) const { return std::binary_search(sorted_.begin(), sorted_.end(), word); }

 private:
  std::vector<std::string_view> sorted_;
};

}  // namespace laststraw::report
