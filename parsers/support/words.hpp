// A line in words, for tables whose columns are told by a header.
#pragma once

#include <string_view>
#include <vector>

namespace laststraw::support {

/// The words of `text`, separated by blanks and tabs.
std::vector<std::string_view> words_of(std::string_view text);

}  // namespace laststraw::support
