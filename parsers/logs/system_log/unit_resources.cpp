#include "system_log/unit_resources.hpp"

#include "support/systemd_words.hpp"

namespace laststraw::system_log {

std::optional<UnitResources> read_unit_resources(const KernelLine& line) {
  constexpr std::string_view kConsumed = ": Consumed ";
  const std::string_view text = line.text;
  const std::size_t at = text.find(kConsumed);
  if (line.program != "systemd" || at == std::string_view::npos || text.find(" CPU ", at) == std::string_view::npos) return std::nullopt;
  UnitResources found{text.substr(0, at), std::nullopt, std::nullopt};
  std::string_view rest = text.substr(at + kConsumed.size());
  while (rest.ends_with('.')) rest.remove_suffix(1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(", "), rest.size());
    std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 2, rest.size()));
    const std::size_t blank = part.find(' ');
    if (blank == std::string_view::npos) continue;
    const std::string_view what = part.substr(blank + 1);
    if (what == "memory peak") found.peak = support::systemd_size(part.substr(0, blank));
    if (what == "memory swap peak") found.swap_peak = support::systemd_size(part.substr(0, blank));
  }
  return found;
}

}  // namespace laststraw::system_log
