// Questions of the reader's, and fragments, as changes.
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "advise/what_if.hpp"
#include "laststraw/record/setting.hpp"

namespace laststraw::advise {

namespace {

enum class Value { size, number, hundredths, time, kilobytes };

struct Name {
  std::string_view name;
  Knob knob;
  Value value;
};
constexpr std::array<Name, 30> kNames{{{"shared_buffers", Knob::shared_buffers, Value::size},
                                       {"work_mem", Knob::work_mem, Value::size},
                                       {"hash_mem_multiplier", Knob::hash_mem_multiplier, Value::hundredths},
                                       {"max_connections", Knob::max_connections, Value::number},
                                       {"max_parallel_workers_per_gather", Knob::parallel_workers, Value::number},
                                       {"maintenance_work_mem", Knob::maintenance_work_mem, Value::size},
                                       {"autovacuum_work_mem", Knob::maintenance_work_mem, Value::size},
                                       {"autovacuum_max_workers", Knob::autovacuum_workers, Value::number},
                                       {"temp_buffers", Knob::temp_buffers, Value::size},
                                       {"logical_decoding_work_mem", Knob::logical_decoding_work_mem, Value::size},
                                       {"statement_timeout", Knob::statement_timeout, Value::time},
                                       {"limit", Knob::limit, Value::size},
                                       {"memory.max", Knob::limit, Value::size},
                                       {"MemoryMax", Knob::limit, Value::size},
                                       {"mem_limit", Knob::limit, Value::size},
                                       {"resources.limits.memory", Knob::limit, Value::size},
                                       {"ram", Knob::ram, Value::size},
                                       {"swap", Knob::swap, Value::size},
                                       {"vm.overcommit_memory", Knob::overcommit_memory, Value::number},
                                       {"overcommit_memory", Knob::overcommit_memory, Value::number},
                                       {"vm.overcommit_ratio", Knob::overcommit_ratio, Value::number},
                                       {"overcommit_ratio", Knob::overcommit_ratio, Value::number},
                                       {"vm.overcommit_kbytes", Knob::overcommit_kbytes, Value::kilobytes},
                                       {"overcommit_kbytes", Knob::overcommit_kbytes, Value::kilobytes},
                                       {"vm.nr_hugepages", Knob::nr_hugepages, Value::number},
                                       {"nr_hugepages", Knob::nr_hugepages, Value::number},
                                       {"oom_score_adj", Knob::oom_score_adj, Value::number},
                                       {"OOMScoreAdjust", Knob::oom_score_adj, Value::number},
                                       {"ulimit", Knob::address_space, Value::size},
                                       {"LimitAS", Knob::address_space, Value::size}}};

/// The number and what stands behind it; nullopt: no number that a size or a count can be.
std::optional<std::pair<double, std::string>> number_and_unit(std::string_view text) {
  const std::string value(text);
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  if (end == value.c_str() || !std::isfinite(number) || std::fabs(number) > 9e15) return std::nullopt;
  return std::pair{number, std::string(end)};
}

/// PostgreSQL's and Kubernetes' units, without case: kB, KiB, k, Ki are 1024.
std::optional<std::int64_t> size_of(std::string_view text) {
  const auto parts = number_and_unit(text);
  if (!parts || parts->first < 0) return std::nullopt;
  std::string unit = parts->second;
  if (!unit.empty() && (unit.back() == 'B' || unit.back() == 'b')) unit.pop_back();
  if (!unit.empty() && unit.back() == 'i') unit.pop_back();
  if (unit.size() > 1) return std::nullopt;
  constexpr std::string_view kUnits = "kmgt";
  double factor = 1;
  if (!unit.empty()) {
    const std::size_t power = kUnits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(unit.front()))));
    if (power == std::string_view::npos) return std::nullopt;
    factor = std::pow(1024.0, static_cast<double>(power + 1));
  }
  return to_whole(parts->first * factor);
}

/// A duration as PostgreSQL reads it, in milliseconds.
std::optional<std::int64_t> milliseconds_of(std::string_view text) {
  const auto parts = number_and_unit(text);
  if (!parts || parts->first < 0) return std::nullopt;
  constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
      {{"", 1}, {"ms", 1}, {"s", 1e3}, {"min", 6e4}, {"h", 3.6e6}, {"d", 8.64e7}}};
  for (const auto& [unit, factor] : kUnits)
    if (parts->second == unit) return to_whole(parts->first * factor);
  return std::nullopt;
}

std::optional<std::int64_t> value_of(Value kind, std::string_view text) {
  switch (kind) {
    case Value::size:
      return size_of(text);
    case Value::time:
      return milliseconds_of(text);
    case Value::kilobytes: {
      const auto number = number_and_unit(text);
      return number && number->first >= 0 && number->second.empty() ? std::optional(to_whole(number->first * 1024)) : std::nullopt;
    }
    case Value::number:
    case Value::hundredths: {
      const auto number = number_and_unit(text);
      if (!number || !number->second.empty()) return std::nullopt;
      return to_whole(kind == Value::number ? number->first : number->first * 100);
    }
  }
  return std::nullopt;
}

const Name* find_name(std::string_view text) {
  for (const Name& known : kNames)
    if (known.name == text || (text.ends_with(known.name) && known.name == "resources.limits.memory") ||
        (text.ends_with(".mem_limit") && known.name == "mem_limit"))
      return &known;
  return nullptr;
}

std::string known_names() {
  std::string names;
  for (const Name& known : kNames) names += (names.empty() ? "" : ", ") + std::string(known.name);
  return names;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Change one_change(std::string_view text) {
  const std::size_t equals = text.find('=');
  std::string_view name = trimmed(text.substr(0, equals)), who;
  if (const std::size_t at = name.find('@'); at != std::string_view::npos) who = name.substr(at + 1), name = name.substr(0, at);
  const Name* known = find_name(name);
  if (!known) throw std::invalid_argument("--what-if: '" + std::string(name) + "' is not known; there are " + known_names());
  const auto value = equals == std::string_view::npos ? std::nullopt : value_of(known->value, trimmed(text.substr(equals + 1)));
  if (!value)
    throw std::invalid_argument("--what-if: '" + std::string(text) + "' has no value that " + std::string(known->name) +
                                " can have; write work_mem=64MB, max_connections=50");
  return {known->knob, *value, std::string(who)};
}

}  // namespace

std::vector<Change> changes_of(std::string_view question) {
  std::vector<Change> changes;
  while (true) {
    const std::size_t comma = question.find(',');
    changes.push_back(one_change(trimmed(question.substr(0, comma))));
    if (comma == std::string_view::npos) return changes;
    question.remove_prefix(comma + 1);
  }
}

std::optional<Change> change_of(std::string_view setting, std::string_view value) {
  const Name* known = find_name(setting);
  if (!known) return std::nullopt;
  const auto number = value_of(known->value, value);
  return number ? std::optional(Change{known->knob, *number, {}}) : std::nullopt;
}

}  // namespace laststraw::advise
