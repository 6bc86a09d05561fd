#include "scan/settings_change.hpp"

#include <algorithm>
#include <charconv>

#include "report/format.hpp"
#include "report/memory_settings.hpp"
#include "scan/comparison.hpp"

namespace laststraw::scan {

namespace {

constexpr char kEnd = '\0';  // of a name or a value: none of them has it

std::map<std::string, std::string> unpacked_settings(std::string_view packed) {
  std::map<std::string, std::string> settings;
  const auto next = [&] {
    const std::size_t end = std::min(packed.find(kEnd), packed.size());
    std::string text(packed.substr(0, end));
    packed.remove_prefix(std::min(end + 1, packed.size()));
    return text;
  };
  while (!packed.empty()) {
    std::string name = next();
    settings[std::move(name)] = next();
  }
  return settings;
}

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool is_size(const std::string& name) {
  return std::find(kKnownSizes.begin(), kKnownSizes.end(), name) != kKnownSizes.end() ||
         std::any_of(report::kServerSettings.begin(), report::kServerSettings.end(),
                     [&](const report::MemorySetting& known) { return known.name == name && known.value == report::Value::size; });
}

std::string shown(const std::string& name, const std::string& value) {
  return is_size(name) && number(value) ? report::human_bytes(number(value)) : value;
}

bool is_same(const std::string& name, const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto x = number(a), y = number(b);
  return name == "ram" && x && y && report::is_same_size(static_cast<double>(*x), static_cast<double>(*y));
}

}  // namespace

std::string packed_settings(const std::map<std::string, std::string>& settings) {
  std::string packed;
  for (const auto& [name, value] : settings) packed.append(name).append(1, kEnd).append(value).append(1, kEnd);
  return packed;
}

std::vector<report::Change> changes_between(const std::string& before, const std::string& after) {
  const auto old = unpacked_settings(before);
  std::vector<report::Change> changes;
  for (const auto& [name, value] : unpacked_settings(after))
    if (const auto was = old.find(name); was != old.end() && !is_same(name, was->second, value))
      changes.push_back({name, shown(name, was->second), shown(name, value)});
  return changes;
}

}  // namespace laststraw::scan
