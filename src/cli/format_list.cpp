#include "cli/format_list.hpp"

#include <algorithm>
#include <string_view>

#include "laststraw/parsers/format.hpp"

namespace laststraw::cli {

namespace {

/// What a terminal should not get raw.
std::string printable(std::string_view text) {
  std::string clean;
  for (const char c : text) clean += c == '\t' ? ' ' : c;
  return clean;
}

/// The line that tells most: of several, the longest.
std::string_view telling_line(std::string_view sample) {
  std::string_view longest;
  while (!sample.empty()) {
    const std::size_t end = std::min(sample.find('\n'), sample.size());
    if (end > longest.size()) longest = sample.substr(0, end);
    sample.remove_prefix(std::min(end + 1, sample.size()));
  }
  return longest;
}

}  // namespace

std::string format_list() {
  std::string text;
  for (const Format& format : formats()) {
    text += std::string(format.name) + ": " + std::string(format.variant) + "\n    ";
    text += format.sample.empty() ? "(binary) samples/" + std::string(format.file) : printable(telling_line(format.sample));
    text += "\n";
  }
  return text;
}

std::string format_document() {
  std::string text =
      "# Formats\n\n"
      "Written by `laststraw list formats --markdown`; a test keeps it up to date and proves that each sample is read. A format is told by\n"
      "its content; names decide only where nothing in a file says of what it is (cgroup files, `/proc/PID`). Sources: `docs/reference/` holds\n"
      "the project's catalogues; the `.c` files are those of the kernel, PostgreSQL, util-linux, systemd, sysstat, procps and atop.\n";
  std::string_view room;
  for (const Format& format : formats()) {
    const std::string_view its = format.name.substr(0, format.name.find_first_of("/ "));
    if (its != room) text += "\n## " + std::string(its) + "\n";
    room = its;
    text += "\n**" + std::string(format.name) + "**: " + std::string(format.variant) + ". Source: " + std::string(format.source) + ".\n\n";
    if (format.sample.empty()) text += "    (binary) samples/" + std::string(format.file) + "\n";
    std::string_view sample = format.sample;
    while (!sample.empty()) {
      const std::size_t end = std::min(sample.find('\n'), sample.size());
      text += "    " + std::string(sample.substr(0, end)) + "\n";
      sample.remove_prefix(std::min(end + 1, sample.size()));
    }
  }
  return text;
}

}  // namespace laststraw::cli
