// The wrappers, one pair of functions each: is it this one, and take it off.
#pragma once

#include <string_view>

#include "laststraw/unwrap.hpp"

namespace laststraw::unwrap_forms {

bool is_journal_file(std::string_view bytes);
Unwrapped journal_file(const SourceText& source);
bool is_journal_export(std::string_view bytes);
Unwrapped journal_export(const SourceText& source);
bool is_journal_json(std::string_view bytes);
Unwrapped journal_json(const SourceText& source);
bool is_journal_verbose(std::string_view bytes);
Unwrapped journal_verbose(const SourceText& source);

bool is_dmesg_json(std::string_view bytes);
Unwrapped dmesg_json(const SourceText& source);
bool is_container_json(std::string_view bytes);
Unwrapped container_json(const SourceText& source);
bool is_cri(std::string_view bytes);
Unwrapped cri(const SourceText& source);
bool is_operator_json(std::string_view bytes);
Unwrapped operator_json(const SourceText& source);
bool is_cloud_json(std::string_view bytes);
Unwrapped cloud_json(const SourceText& source);
bool is_prefixed(std::string_view bytes);
Unwrapped prefixed(const SourceText& source);
bool is_paste(std::string_view bytes);
Unwrapped paste(const SourceText& source);

bool is_wrapped(std::string_view bytes);
Unwrapped wrapped(const SourceText& source);

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
    if (bytes.size() > kHead && line.text.data() + line.text.size() >= bytes.data() + kHead && seen > 0) break;   // cut by kHead
    ++seen;
    if (is(line.text)) ++right;
  }
  return right > 0 && right * 100 >= seen * percent;
}

/// The origin a line of `source` has before anything is known of its wrapper.
inline LineOrigin origin_of(const Line& line) {
  if (line.origin) return *line.origin;
  LineOrigin origin;
  origin.first_line = line.at.first_line;
  origin.last_line = line.at.last_line;
  return origin;
}

}  // namespace laststraw::unwrap_forms
