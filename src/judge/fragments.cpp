// Configuration to apply: a line for each check that asks for one, with this machine's numbers.
#include <algorithm>

#include "judge/checks.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

bool asks(const std::vector<ChecklistItem>& items, std::string_view id) {
  return std::any_of(items.begin(), items.end(), [&](const ChecklistItem& item) {
    return item.id == id && (item.status == CheckStatus::fail || item.status == CheckStatus::warn);
  });
}

std::string megabytes(Bytes size) { return std::to_string(std::max<std::int64_t>(1, size.count >> 20)) + "MB"; }
std::string kilobytes(Bytes size) { return std::to_string(std::max<std::int64_t>(64, size.count >> 10)) + "kB"; }

}  // namespace

std::map<std::string, std::string> fragments(const Facts& facts, const std::vector<ChecklistItem>& items) {
  std::map<std::string, std::string> texts;
  const auto add = [&](const char* file, const std::string& setting, const char* check) { texts[file] += setting + "    # " + check + "\n"; };
  const Bytes budget = budget_of(facts);
  if (budget.count > 0 && has_configuration(facts)) {
    Bytes shared = *pg_size(facts, "shared_buffers", mib(128));
    const std::int64_t connections = std::clamp<std::int64_t>(pg_number(facts, "max_connections", 100).value_or(100), 1, kMaxBackends);
    const std::int64_t workers = std::clamp<std::int64_t>(pg_number(facts, "autovacuum_max_workers", 3).value_or(3), 1, kMaxBackends);
    if (asks(items, "shared_buffers_share")) {
      shared = budget / 4;
      add("postgresql.conf", "shared_buffers = " + megabytes(shared), "shared_buffers_share");
    }
    if (asks(items, "huge_pages")) {
      // shared_buffers and about 5 % of other shared memory, in pages of 2 MiB.
      add("postgresql.conf", "huge_pages = on", "huge_pages");
      add("sysctl.conf", "vm.nr_hugepages = " + std::to_string(((shared + shared / 20).count >> 21) + 1), "huge_pages");
    }
    if (asks(items, "maintenance_budget")) add("postgresql.conf", "autovacuum_work_mem = " + megabytes(budget / 8 / workers), "maintenance_budget");
    if (asks(items, "work_mem_budget") || asks(items, "worst_case_memory")) {
      // Half of what is left, over the sessions and the hash multiplier: the worst case then fits beside autovacuum.
      const Bytes each = std::max(Bytes{0}, budget - shared - budget / 8) / (2 * connections);
      add("postgresql.conf", "work_mem = " + kilobytes(scaled(each, 1 / std::max(1.0, facts.hash_mem_multiplier))),
          "work_mem_budget, worst_case_memory");
    }
  }
  if (asks(items, "temp_buffers")) add("postgresql.conf", "temp_buffers = 8MB", "temp_buffers");
  if (asks(items, "jit")) add("postgresql.conf", "jit = off", "jit");
  if (asks(items, "audit_statements")) add("postgresql.conf", "log_min_duration_statement = 1000", "audit_statements");
  if (asks(items, "track_activity_query_size")) add("postgresql.conf", "track_activity_query_size = 16kB", "track_activity_query_size");
  if (asks(items, "log_temp_files")) add("postgresql.conf", "log_temp_files = 10MB", "log_temp_files");
  if (asks(items, "log_connections")) add("postgresql.conf", "log_connections = on", "log_connections");
  if (asks(items, "log_autovacuum")) add("postgresql.conf", "log_autovacuum_min_duration = 1min", "log_autovacuum");

  if (asks(items, "overcommit_mode")) add("sysctl.conf", "vm.overcommit_memory = 2", "overcommit_mode");
  if (asks(items, "overcommit_mode") || asks(items, "commit_limit"))
    add("sysctl.conf", "vm.overcommit_ratio = " + std::to_string(threshold::kOvercommitRatio), "commit_limit");
  if (asks(items, "swappiness")) add("sysctl.conf", "vm.swappiness = 10", "swappiness");
  if (asks(items, "min_free_kbytes")) add("sysctl.conf", "vm.min_free_kbytes = " + std::to_string(threshold::kMinFreeKbytes), "min_free_kbytes");
  if (asks(items, "zone_reclaim_mode")) add("sysctl.conf", "vm.zone_reclaim_mode = 0", "zone_reclaim_mode");
  if (asks(items, "oom_kill_allocating_task")) add("sysctl.conf", "vm.oom_kill_allocating_task = 0", "oom_kill_allocating_task");
  if (asks(items, "panic_on_oom")) add("sysctl.conf", "vm.panic_on_oom = 0", "panic_on_oom");

  std::string unit;
  if (asks(items, "systemd_oom_policy")) unit += "OOMPolicy=continue\n";
  if (asks(items, "restart_policy")) unit += "Restart=on-failure\n";
  if (asks(items, "postmaster_oom_score_adj") || asks(items, "children_oom_score_adj"))
    unit += "OOMScoreAdjust=-900\nEnvironment=PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0\n";
  if (!unit.empty()) texts["systemd"] = "[Service]\n" + unit;
  return texts;
}

}  // namespace laststraw::judge
