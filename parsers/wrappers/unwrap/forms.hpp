// The wrappers, a file each: is it this one, and take it off.
#pragma once

#include <string_view>

#include "laststraw/parsers/unwrap.hpp"

namespace laststraw::unwrap_forms {

/// A row each, at the end of the file of its name (journal_export, _json and _verbose: journal_text.cpp).
namespace wrapper {
extern const Wrapper journal_file, journal_export, journal_json, journal_verbose;
extern const Wrapper dmesg_json, docker, cri, cloudnativepg, cloud, prefixed, paste, wrapped;
}  // namespace wrapper

/// How much of the beginning a recogniser looks at.
constexpr std::size_t kHead = std::size_t{32} << 10;

/// Do at least `percent` of the first lines that are not blank satisfy `is`? One at the least.
template <class Is>
bool most_lines(std::string_view bytes, std::size_t percent, const Is& is) {
  Lines lines(SourceId{0}, bytes.substr(0, kHead));
  Line line;
  std::size_t seen = 0, right = 0;
  while (lines.next(line)) {
    if (line.text.find_first_not_of(" \t") == std::string_view::npos) continue;
    if (bytes.size() > kHead && line.text.data() + line.text.size() >= bytes.data() + kHead && seen > 0) break;  // cut by kHead
    ++seen;
    if (is(line.text)) ++right;
  }
  return right > 0 && right * 100 >= seen * percent;
}

}  // namespace laststraw::unwrap_forms
