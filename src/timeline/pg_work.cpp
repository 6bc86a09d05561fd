#include "timeline/pg_work.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace laststraw::timeline {

namespace {

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

std::optional<std::int64_t> number_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + key.size());
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < 0 || value > std::int64_t{1} << 40) return std::nullopt;
  return value;
}

double seconds_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return 0;
  text.remove_prefix(at + key.size());
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && value >= 0 && value < 1e9 ? value : 0;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// Nodes that hold memory of their own, as explain.c names them.
bool is_memory_node(std::string_view line) {
  if (starts_with(line, "->  ")) line.remove_prefix(4);
  if (starts_with(line, "Parallel ")) line.remove_prefix(9);
  if (starts_with(line, "Partial ") || starts_with(line, "Finalize ")) line = line.substr(line.find(' ') + 1);
  constexpr std::array<std::string_view, 8> kNodes{"Sort  (",           "Incremental Sort  (", "Hash  (",        "HashAggregate  (",
                                                   "MixedAggregate  (", "Memoize  (",          "Materialize  (", "WindowAgg  ("};
  return std::any_of(kNodes.begin(), kNodes.end(), [&](std::string_view node) { return starts_with(line, node); });
}

}  // namespace

PgPlan read_plan(std::string_view text) {
  PgPlan plan;
  bool in_query = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view raw = text.substr(0, end), line = trimmed(raw);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (starts_with(line, "Query Text: ")) {
      plan.query = std::string(line.substr(12));
      in_query = true;
      continue;
    }
    // The query may hold newlines; the plan begins with the first node.
    const bool node = line.find("  (cost=") != std::string_view::npos || line.find(" (actual ") != std::string_view::npos;
    if (in_query && !node) {
      plan.query += "\n" + std::string(raw);
      continue;
    }
    in_query = false;
    if (is_memory_node(line)) ++plan.memory_nodes;
    if (const auto kb = number_after(line, "Memory Usage: "))
      plan.memory += kib(*kb);
    else if (line.find("Sort Method: ") != std::string_view::npos || starts_with(line, "Worker ")) {
      if (const auto sort_kb = number_after(line, "Memory: ")) plan.memory += kib(*sort_kb);
      if (const auto disk_kb = number_after(line, "Disk: ")) plan.disk += kib(*disk_kb);
    }
    if (const auto kb = number_after(line, "Peak Memory: ")) plan.memory += kib(*kb);
    if (const auto kb = number_after(line, "Maximum Storage: "))
      (line.find("Storage: Disk") != std::string_view::npos ? plan.disk : plan.memory) += kib(*kb);
    if (const auto kb = number_after(line, "Disk Usage: ")) plan.disk += kib(*kb);
    if (const auto n = number_after(line, "Workers Launched: "))
      plan.workers = std::max(plan.workers, static_cast<int>(std::min<std::int64_t>(*n, 10'000)));
    if (const auto n = number_after(line, "Batches: "))
      plan.batches = std::max(plan.batches, static_cast<int>(std::min<std::int64_t>(*n, 1 << 24)));
    if (line == "JIT:") plan.jit = true;
  }
  return plan;
}

void PgWorkNotes::add_plan(const PgEntry& entry) {
  const std::string_view message = entry.message;
  const std::size_t at = message.find("  plan:");
  if (at == std::string_view::npos || at > 40) return;
  PgPlan plan = read_plan(message.substr(std::min(at + 8, message.size())));
  plan.stamp = entry.stamp;
  plan.pid = entry.pid;
  plan.cite = entry.cite;
  if (plans_.size() < kMaxPlans) {
    plans_.push_back(std::move(plan));
    return;
  }
  const auto least = std::min_element(plans_.begin(), plans_.end(), [](const PgPlan& a, const PgPlan& b) { return a.memory < b.memory; });
  if (least->memory < plan.memory) {
    plans_.erase(least);
    plans_.push_back(std::move(plan));
  }
}

void PgWorkNotes::add_maintenance(const PgEntry& entry, std::size_t after, bool vacuum) {
  std::string_view rest = std::string_view(entry.message).substr(after);
  PgMaintenance run;
  const std::size_t quote = rest.find('"');
  run.table = std::string(rest.substr(0, quote));
  run.vacuum = vacuum;
  run.index_scans = static_cast<int>(number_after(rest, "index scans: ").value_or(0));
  run.elapsed_s = seconds_after(rest, "elapsed: ");
  run.stamp = entry.stamp;
  run.pid = entry.pid;
  run.cite = entry.cite;
  if (maintenance_.size() == kMaxMaintenance) maintenance_.erase(maintenance_.begin(), maintenance_.begin() + kMaxMaintenance / 2);
  maintenance_.push_back(std::move(run));
}

void PgWorkNotes::add_checkpoint(const PgEntry& entry) {
  const auto written = number_after(entry.message, "wrote ");
  const double percent = seconds_after(entry.message, " buffers (");
  // Below one percent, or of a handful of buffers, the rounding of "%.1f" says nothing.
  if (!written || *written < 100 || percent < 1.0) return;
  // Settings are whole megabytes in practice; the percentage has one decimal.
  const double buffers = static_cast<double>(*written) * 100.0 / percent;
  const auto megabytes = static_cast<std::int64_t>(std::llround(buffers * 8192.0 / 1048576.0));
  auto& [votes, cite] = buffers_[megabytes * 1048576];
  if (votes++ == 0) cite = entry.cite;
}

void PgWorkNotes::add(const PgEntry& entry) {
  const std::string_view message = entry.message;
  if (starts_with(message, "duration: ")) return add_plan(entry);
  if (starts_with(message, "automatic ")) {
    constexpr std::string_view kTable = " of table \"";
    const std::size_t at = message.find(kTable);
    if (at != std::string_view::npos && at < 80)
      add_maintenance(entry, at + kTable.size(), message.substr(0, at).find("vacuum") != std::string_view::npos);
    return;
  }
  if (starts_with(message, "checkpoint complete: wrote ") || starts_with(message, "restartpoint complete: wrote "))
    return add_checkpoint(entry);
  constexpr std::string_view kParameter = "parameter \"", kChanged = "\" changed to \"";
  if (const std::size_t changed = message.find(kChanged);
      starts_with(message, kParameter) && changed != std::string_view::npos && changes_.size() < kMaxParameterChanges) {
    std::string_view value = message.substr(changed + kChanged.size());
    if (!value.empty() && value.back() == '"') value.remove_suffix(1);
    changes_.push_back(
        {entry.stamp, std::string(message.substr(kParameter.size(), changed - kParameter.size())), std::string(value), entry.cite});
  }
}

void PgWorkNotes::finish(PgHistory& history) {
  history.plans = std::move(plans_);
  history.maintenance = std::move(maintenance_);
  history.parameter_changes = std::move(changes_);
  const auto most =
      std::max_element(buffers_.begin(), buffers_.end(), [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  if (most == buffers_.end()) return;
  history.shared_buffers_seen = Bytes{most->first};
  history.shared_buffers_cite = most->second.second;
}

}  // namespace laststraw::timeline
