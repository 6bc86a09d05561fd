#include "laststraw/record/setting.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "laststraw/record/kernel_oom.hpp"

namespace laststraw {

namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

/// "8kB" is 8 x 1024; "MB" is 1 x 1024^2; nullopt: not a memory unit (guc.c memory_unit_conversion_table).
std::optional<std::int64_t> unit_bytes(std::string_view unit) {
  unit = trim(unit);
  std::int64_t factor = 1;
  if (!unit.empty() && std::isdigit(static_cast<unsigned char>(unit.front()))) {
    const auto [end, error] = std::from_chars(unit.data(), unit.data() + unit.size(), factor);
    if (error != std::errc{}) return std::nullopt;
    unit.remove_prefix(static_cast<std::size_t>(end - unit.data()));
  }
  struct Unit {
    std::string_view name;
    int shift;
  };
  static constexpr std::array<Unit, 5> kUnits{{{"B", 0}, {"kB", 10}, {"MB", 20}, {"GB", 30}, {"TB", 40}}};
  for (const Unit& known : kUnits)
    if (unit == known.name) return factor << known.shift;
  return std::nullopt;
}

/// The base unit of the memory settings, for a bare number in postgresql.conf (guc_tables.c GUC_UNIT_*).
std::optional<std::string_view> base_unit(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kBlocks{"shared_buffers",       "temp_buffers",         "wal_buffers",
                                                           "effective_cache_size", "bgwriter_flush_after", "backend_flush_after"};
  static constexpr std::array<std::string_view, 9> kKilobytes{
      "work_mem",        "maintenance_work_mem",   "autovacuum_work_mem",    "logical_decoding_work_mem", "temp_file_limit",
      "max_stack_depth", "gin_pending_list_limit", "wal_writer_flush_after", "vacuum_buffer_usage_limit"};
  static constexpr std::array<std::string_view, 5> kMegabytes{"max_wal_size", "min_wal_size", "wal_keep_size", "min_dynamic_shared_memory",
                                                              "shared_memory_size"};
  const auto in = [&](const auto& list) { return std::find(list.begin(), list.end(), name) != list.end(); };
  if (in(kBlocks)) return "8kB";
  if (in(kKilobytes)) return "kB";
  if (in(kMegabytes)) return "MB";
  if (name == "track_activity_query_size") return "B";
  return std::nullopt;
}

}  // namespace

const Setting* find(const Settings& settings, std::string_view name) {
  const auto found = settings.find(name);
  return found == settings.end() ? nullptr : &found->second;
}

std::optional<std::int64_t> integer(const Settings& settings, std::string_view name) {
  const Setting* setting = find(settings, name);
  if (!setting) return std::nullopt;
  const std::string_view text = trim(setting->value);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Bytes> pg_bytes(const Settings& settings, std::string_view name) {
  const Setting* setting = find(settings, name);
  if (!setting) return std::nullopt;
  std::string_view text = trim(setting->value);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !(number >= 0)) return std::nullopt;  // "nan" is a number to from_chars
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  std::string_view unit = trim(text);
  if (unit.empty()) unit = setting->unit;
  if (unit.empty()) {
    const auto base = base_unit(name);
    if (!base) return std::nullopt;
    unit = *base;
  }
  const auto bytes = unit_bytes(unit);
  const double total = bytes ? number * static_cast<double>(*bytes) : -1;
  // The largest of all, work_mem's, is INT_MAX kB: 2 TiB. Beyond 16 TiB it is no setting.
  if (!bytes || total > 17.6e12) return std::nullopt;
  return Bytes{std::llround(total)};
}

std::optional<bool> boolean(const Settings& settings, std::string_view name) {
  const Setting* setting = find(settings, name);
  if (!setting) return std::nullopt;
  std::string text(trim(setting->value));
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (text.empty()) return std::nullopt;
  const auto prefix_of = [&](std::string_view word, std::size_t at_least) {
    return text.size() >= at_least && word.substr(0, text.size()) == text;
  };
  if (text == "1" || prefix_of("true", 1) || prefix_of("yes", 1) || prefix_of("on", 2)) return true;
  if (text == "0" || prefix_of("false", 1) || prefix_of("no", 1) || prefix_of("off", 2)) return false;
  return std::nullopt;
}

std::optional<Bytes> find(const std::vector<Counter>& counters, std::string_view name) {
  for (const Counter& counter : counters)
    if (counter.name == name) return counter.value;
  return std::nullopt;
}

}  // namespace laststraw
