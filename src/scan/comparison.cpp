#include "scan/comparison.hpp"

#include "judge/traits.hpp"
#include "laststraw/records.hpp"
#include "laststraw/words.hpp"
#include "report/format.hpp"
#include "report/memory_settings.hpp"
#include "scan/cases.hpp"

namespace laststraw::scan {

namespace {

/// Known to the byte: a bound would differ from case to case without anything having changed.
void add_quantities(const report::Incident& shown, std::map<std::string, std::string>& settings) {
  for (const std::string_view name : kKnownSizes)
    for (const report::Known& known : shown.quantities)
      if (known.name == std::string(name) + "_bytes" && known.low && known.high && *known.low == *known.high)
        settings[std::string(name)] = std::to_string(*known.low);
}

std::map<std::string, std::string> settings_of(const Records& records, const report::Incident& shown) {
  std::map<std::string, std::string> settings;
  if (!shown.kernel_release.empty()) settings["kernel"] = shown.kernel_release;
  if (!shown.postgres.version.empty()) settings["postgresql"] = shown.postgres.version;
  add_quantities(shown, settings);
  for (const report::MemorySetting& known : report::kServerSettings) {
    const Setting* const setting = known.decides ? find(records.pg_settings, known.name) : nullptr;
    if (!setting) continue;
    const auto size = known.value == report::Value::size ? pg_bytes(records.pg_settings, known.name) : std::nullopt;
    if (size || known.value == report::Value::word) settings[std::string(known.name)] = size ? std::to_string(size->count) : setting->value;
  }
  for (const report::MemorySetting& known : report::kKernelSettings)
    if (const Setting* setting = known.decides ? find(records.sysctl, known.name) : nullptr)
      settings[std::string(known.name)] = setting->value;
  return settings;
}

/// A cause, a group, the program of a victim, and a session of which nothing more is known than that it is PostgreSQL's, are the same on machines
/// that have nothing to do with each other.
bool is_of_one_host(const judge::Trait& trait, bool of_victim) {
  if (trait.by == SharedTrait::cause || trait.by == SharedTrait::unit) return true;
  return trait.by == SharedTrait::program && (of_victim || trait.key == "postgres" || trait.key == "postmaster");
}

}  // namespace

report::Comparison comparison_of(const IncidentReport& answer, const report::Incident& shown) {
  report::Comparison comparison;
  const judge::Traits traits = judge::traits_of(answer.incident, answer.judgement);
  comparison.of_victims = traits.of_victim;
  if (traits.size) comparison.size_bytes = traits.size->count;
  for (const judge::Trait& trait : traits.list) {
    const std::string by(laststraw::word(trait.by));
    const std::string key = report::hexadecimal(stable_hash(by + '\0' + trait.key));
    comparison.traits.push_back(
        {by, (is_of_one_host(trait, traits.of_victim) ? std::string(kOfOneHost) : std::string()) + key, trait.name});
  }
  if (answer.incident.records) comparison.settings = settings_of(*answer.incident.records, shown);
  return comparison;
}

}  // namespace laststraw::scan
