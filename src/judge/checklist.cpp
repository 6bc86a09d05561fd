#include "judge/checklist.hpp"

#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

/// The contract's order (docs/report.schema.json).
constexpr std::array<std::string_view, 34> kOrder{
    "shared_buffers_share", "work_mem_budget", "worst_case_memory", "maintenance_budget", "temp_buffers", "huge_pages", "jit",
    "max_connections_pooling", "overcommit_mode", "commit_limit", "committed_as_sane", "swappiness", "swap_present", "min_free_kbytes",
    "zone_reclaim_mode", "postmaster_oom_score_adj", "children_oom_score_adj", "systemd_oom_policy", "restart_policy",
    "cgroup_memory_high", "cgroup_limit_fits", "neighbours_on_host", "oom_kill_allocating_task", "panic_on_oom", "thp",
    "kernel_known_bugs", "audit_statements", "track_activity_query_size", "log_temp_files", "log_connections", "log_autovacuum",
    "memory_history", "alerting", "evidence_preserved"};

/// "No limit" in a v1 group is the largest number of pages there can be.
constexpr std::int64_t kUnlimited = std::int64_t{1} << 60;

const Check* check_of(std::string_view id) {
  for (const auto& group : {postgres_checks(), kernel_checks(), service_checks(), evidence_checks()})
    for (const Check& check : group)
      if (check.id == id) return &check;
  return nullptr;
}

}  // namespace

std::vector<ChecklistItem> checklist(const Facts& facts) {
  std::vector<ChecklistItem> items;
  for (const std::string_view id : kOrder) {
    const Check* check = check_of(id);
    ChecklistItem& item = items.emplace_back();
    item.id = std::string(id);
    item.title = in_words(check->title);
    item.why = in_words(check->why);
    item.sources.push_back(std::string(check->source));
    check->run(facts, item);
  }
  return items;
}

std::vector<CheckText> check_texts() {
  std::vector<CheckText> texts;
  for (const std::string_view id : kOrder) {
    const Check* check = check_of(id);
    texts.push_back({check->id, check->title, check->why});
  }
  return texts;
}

void set(ChecklistItem& item, CheckStatus status, std::string found, std::string wanted, std::string remedy) {
  item.status = status;
  item.found = std::move(found);
  item.wanted = std::move(wanted);
  if (status != CheckStatus::pass) item.remedy = std::move(remedy);
}

void unknown(ChecklistItem& item, const std::string& missing, const std::string& how) {
  set(item, CheckStatus::unknown, say("{0} is not among the inputs", missing), {}, how);
}

Bytes ram_of(const Facts& facts, Citation* cite) {
  const Incident& incident = *facts.incident;
  if (const auto kb = integer(incident.records->meminfo, "MemTotal")) {
    if (cite) *cite = find(incident.records->meminfo, "MemTotal")->cite;
    return kib(*kb);
  }
  if (incident.report && incident.report->ram) {
    if (cite && incident.report->ram_cite) *cite = *incident.report->ram_cite;
    return *incident.report->ram - incident.report->reserved.value_or(Bytes{0});
  }
  return {};
}

Bytes budget_of(const Facts& facts) {
  if (facts.incident->kind == IncidentKind::memcg_oom && facts.total.count > 0) return facts.total;
  const Bytes ram = ram_of(facts);
  for (const char* name : {"memory.max", "memory.limit_in_bytes"})
    if (const auto limit = integer(facts.incident->records->cgroup, name); limit && *limit > 0 && *limit < kUnlimited && (ram.count == 0 || *limit < ram.count))
      return {*limit};
  return ram;
}

bool has_configuration(const Facts& facts) { return !facts.incident->records->pg_settings.empty(); }

const Setting* pg_setting(const Facts& facts, std::string_view name) { return find(facts.incident->records->pg_settings, name); }

std::optional<Bytes> pg_size(const Facts& facts, std::string_view name, Bytes otherwise) {
  if (const auto size = pg_bytes(facts.incident->records->pg_settings, name)) return size;
  return has_configuration(facts) ? std::optional(otherwise) : std::nullopt;
}

std::optional<std::int64_t> pg_number(const Facts& facts, std::string_view name, std::int64_t otherwise) {
  if (const auto value = integer(facts.incident->records->pg_settings, name)) return value;
  return has_configuration(facts) && !pg_setting(facts, name) ? std::optional(otherwise) : std::nullopt;
}

void point(ChecklistItem& item, const Setting* setting) {
  if (setting && setting->cite.at.first_line > 0) item.evidence.push_back(setting->cite);
}

}  // namespace laststraw::judge
