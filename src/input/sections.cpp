#include "input/sections.hpp"

#include <algorithm>
#include <optional>

#include "laststraw/source.hpp"

namespace laststraw::input {

namespace {

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }
bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

bool is_supportconfig_mark(std::string_view line) { return starts_with(line, "#==[ ") && ends_with(line, "=#"); }

/// "==> /var/log/messages <==": the path.
std::optional<std::string> tail_mark(std::string_view line) {
  if (!starts_with(line, "==> ") || !ends_with(line, " <==") || line.size() < 9) return std::nullopt;
  return std::string(line.substr(4, line.size() - 8));
}

/// "# /var/log/messages - Last 500 Lines": the path or command.
std::string name_of(std::string_view line) {
  line.remove_prefix(std::min<std::size_t>(2, line.size()));
  if (const std::size_t dash = line.find(" - "); dash != std::string_view::npos) line = line.substr(0, dash);
  return std::string(line);
}

}  // namespace

std::vector<Section> split_sections(std::string_view bytes) {
  std::vector<Section> sections;
  constexpr std::size_t kHead = std::size_t{16} << 10;
  const std::string_view head = bytes.substr(0, kHead);
  const bool suse = head.find("#==[ ") != std::string_view::npos, tail = starts_with(head, "==> ");
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
      sections.push_back({path.value_or(""), {}, line.at.last_line});
      named = path.has_value();
      begin = after;
    } else if (!named && starts_with(line.text, "# ")) {
      sections.back().name = name_of(line.text);
      sections.back().lines_before = line.at.last_line;
      named = true;
      begin = after;
    }
  }
  close(bytes.data() + bytes.size());
  sections.erase(std::remove_if(sections.begin(), sections.end(), [](const Section& s) { return s.name.empty() || s.bytes.empty(); }), sections.end());
  return sections;
}

}  // namespace laststraw::input
