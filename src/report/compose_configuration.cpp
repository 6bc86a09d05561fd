#include <span>

#include "laststraw/record/setting.hpp"
#include "report/compose.hpp"
#include "report/memory_settings.hpp"

namespace laststraw::report {

namespace {

/// Sizes as sizes, whatever unit they were written in: two that are equal must read alike.
Text value_of(const Settings& settings, const MemorySetting& known, const Setting& setting) {
  if (const auto bytes = known.value == Value::size ? pg_bytes(settings, known.name) : std::nullopt) return Text(*bytes);
  return Text(setting.unit.empty() ? setting.value : setting.value + " " + setting.unit);
}

}  // namespace

std::vector<Configured> configuration_of(const Report& report) {
  std::vector<Configured> found;
  const Places places(report);
  const auto add = [&](const char* of, const Settings& settings, std::span<const MemorySetting> all) {
    for (const MemorySetting& known : all)
      if (const Setting* setting = find(settings, known.name))
        found.push_back({of, std::string(known.name), value_of(settings, known, *setting), places(setting->cite.at)});
  };
  add("postgresql", report.records->pg_settings, kServerSettings);
  add("kernel", report.records->sysctl, kKernelSettings);
  return found;
}

}  // namespace laststraw::report
