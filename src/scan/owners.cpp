#include "scan/owners.hpp"

#include <stdexcept>

#include "scan/row_filter.hpp"

namespace laststraw::scan {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

Owners::Owners(std::string_view text, const std::string& name) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view whole = text.substr(0, end), line = trimmed(whole.substr(0, whole.find('#')));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    const std::size_t blank = line.find_first_of(" \t");
    if (blank == std::string_view::npos)
      throw std::invalid_argument(name + ":" + std::to_string(number) + ": no team behind '" + std::string(line) +
                                  "'; write a pattern of hosts, a blank and the team that owns them");
    rows_.emplace_back(line.substr(0, blank), trimmed(line.substr(blank)));
  }
}

std::string Owners::of(const std::string& host) const {
  for (const auto& [pattern, team] : rows_)
    if (matches(pattern, host)) return team;
  return {};
}

}  // namespace laststraw::scan
