#include "support/settings.hpp"

namespace laststraw::support {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

void keep(Settings& settings, std::string name, Setting setting) {
  const auto [at, fresh] = settings.try_emplace(std::move(name), setting);
  if (!fresh && setting.precedence >= at->second.precedence) at->second = std::move(setting);
}

void unrecognised(Reading& reading, Records& records, const Line& line, const char* expected, std::size_t column) {
  ++reading.coverage.unrecognised;
  if (records.unrecognised.size() < kMaxUnrecognisedKept)
    records.unrecognised.push_back({{line.at, static_cast<std::uint32_t>(column), expected}, cite(line).quote});
}

}  // namespace laststraw::support
