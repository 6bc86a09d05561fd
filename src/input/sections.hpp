// Files that hold several: collectors write the outputs of many commands into one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace laststraw::input {

/// A part of a text, with the path or command it is the copy of.
struct Section {
  std::string name;
  std::string_view bytes;
  std::uint32_t lines_before = 0, mark_lines = 0;  ///< mark_lines: those that name it, the last of lines_before
};

/// Lines of a text; the last one may lack its end.
std::uint64_t count_lines(std::string_view bytes);

/// The sections of a SUSE supportconfig file ("#==[ Command ]====#", then "# /usr/bin/free -k") or of `head`/`tail` of
/// several files ("==> /var/log/messages <=="); empty where the text is neither.
std::vector<Section> split_sections(std::string_view bytes);

}  // namespace laststraw::input
