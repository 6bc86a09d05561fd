#include "input/sections.hpp"

#include <algorithm>
#include <optional>

#include "laststraw/source.hpp"

namespace laststraw::input {

namespace {

bool is_supportconfig_mark(std::string_view line) { return line.starts_with("#==[ ") && line.ends_with("=#"); }

/// "==> /var/log/messages <==": the path.
std::optional<std::string> tail_mark(std::string_view line) {
  if (!line.starts_with("==> ") || !line.ends_with(" <==") || line.size() < 9) return std::nullopt;
  return std::string(line.substr(4, line.size() - 8));
}

/// "# /var/log/messages - Last 500 Lines": the path or command.
std::string name_of(std::string_view line) {
  line.remove_prefix(std::min<std::size_t>(2, line.size()));
  if (const std::size_t dash = line.find(" - "); dash != std::string_view::npos) line = line.substr(0, dash);
  return std::string(line);
}

}  // namespace

std::uint64_t count_lines(std::string_view bytes) {
  const auto newlines = static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  return newlines + (bytes.empty() || bytes.back() == '\n' ? 0U : 1U);
}

std::vector<Section> split_sections(std::string_view bytes) {
  std::vector<Section> sections;
  constexpr std::size_t kHead = std::size_t{16} << 10;
  const std::string_view head = bytes.substr(0, kHead);
  const bool suse = head.find("#==[ ") != std::string_view::npos, tail = head.starts_with("==> ");
  if (!suse && !tail) return sections;
  Lines lines(SourceId{0}, bytes);
  Line line;
  bool named = true;
  const char* begin = bytes.data();
  const auto close = [&](const char* end) {
    if (!sections.empty()) sections.back().bytes = {begin, static_cast<std::size_t>(end - begin)};
  };
  while (lines.next(line)) {
    const char* const after = std::min(line.text.data() + line.text.size() + 1, bytes.data() + bytes.size());
    const auto path = tail ? tail_mark(line.text) : std::nullopt;
    if (path || (suse && is_supportconfig_mark(line.text))) {
      close(line.text.data());
      sections.push_back({path.value_or(""), {}, line.at.last_line, 1});
      named = path.has_value();
      begin = after;
    } else if (!named && line.text.starts_with("# ")) {
      sections.back().name = name_of(line.text);
      sections.back().mark_lines += line.at.last_line - sections.back().lines_before;
      sections.back().lines_before = line.at.last_line;
      named = true;
      begin = after;
    }
  }
  close(bytes.data() + bytes.size());
  sections.erase(std::remove_if(sections.begin(), sections.end(), [](const Section& s) { return s.name.empty() || s.bytes.empty(); }),
                 sections.end());
  return sections;
}

}  // namespace laststraw::input
