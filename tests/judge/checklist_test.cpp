#include <gtest/gtest.h>

#include "judge/checklist.hpp"
#include "judge/scene.hpp"

namespace laststraw::judge {
namespace {

using test::place;
using test::Scene;

constexpr std::string_view kContract[] = {
    "shared_buffers_share", "work_mem_budget", "worst_case_memory", "maintenance_budget", "temp_buffers", "huge_pages", "jit",
    "max_connections_pooling", "overcommit_mode", "commit_limit", "committed_as_sane", "swappiness", "swap_present", "min_free_kbytes",
    "zone_reclaim_mode", "postmaster_oom_score_adj", "children_oom_score_adj", "systemd_oom_policy", "restart_policy",
    "cgroup_memory_high", "cgroup_limit_fits", "neighbours_on_host", "oom_kill_allocating_task", "panic_on_oom", "thp", "kernel_known_bugs",
    "audit_statements", "track_activity_query_size", "log_temp_files", "log_connections", "log_autovacuum", "memory_history", "alerting",
    "evidence_preserved"};

ChecklistItem item(const Scene& scene, std::string_view id) {
  for (const ChecklistItem& found : checklist(facts_of(scene.incident)))
    if (found.id == id) return found;
  throw std::out_of_range(std::string(id));
}

TEST(Checklist, AllIdsOfTheContractInItsOrder) {
  const std::vector<ChecklistItem> items = checklist(facts_of(Scene().incident));
  ASSERT_EQ(items.size(), std::size(kContract));
  for (std::size_t i = 0; i < items.size(); ++i) EXPECT_EQ(items[i].id, kContract[i]);
  EXPECT_EQ(check_texts().size(), std::size(kContract));
}

TEST(Checklist, WithoutInputsNothingPassesAndEveryUnknownSaysWhatToGive) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.incident.processes.clear();
  for (const ChecklistItem& found : checklist(facts_of(scene.incident))) {
    EXPECT_NE(found.status, CheckStatus::pass) << found.id;
    EXPECT_FALSE(found.found.empty()) << found.id;
    EXPECT_TRUE(found.status != CheckStatus::unknown || !found.remedy.empty()) << found.id;
  }
}

struct Case { const char *check, *setting, *value; CheckStatus status; };
constexpr Case kPostgres[] = {
    {"shared_buffers_share", "shared_buffers", "500MB", CheckStatus::fail}, {"shared_buffers_share", "shared_buffers", "250MB", CheckStatus::pass},
    {"work_mem_budget", "work_mem", "64MB", CheckStatus::warn},             {"work_mem_budget", "work_mem", "1MB", CheckStatus::pass},
    {"worst_case_memory", "work_mem", "16MB", CheckStatus::warn},           {"worst_case_memory", "work_mem", "1MB", CheckStatus::pass},
    {"maintenance_budget", "maintenance_work_mem", "512MB", CheckStatus::warn}, {"maintenance_budget", "maintenance_work_mem", "16MB", CheckStatus::pass},
    {"temp_buffers", "temp_buffers", "64MB", CheckStatus::warn},            {"temp_buffers", "temp_buffers", "8MB", CheckStatus::pass},
    {"max_connections_pooling", "max_connections", "500", CheckStatus::warn}, {"max_connections_pooling", "max_connections", "100", CheckStatus::pass},
    {"audit_statements", "log_statement", "none", CheckStatus::fail},       {"audit_statements", "log_statement", "all", CheckStatus::pass},
    {"log_temp_files", "log_temp_files", "-1", CheckStatus::warn},          {"log_temp_files", "log_temp_files", "0", CheckStatus::pass},
    {"log_connections", "log_connections", "off", CheckStatus::warn},       {"log_connections", "log_connections", "on", CheckStatus::pass},
    {"log_autovacuum", "log_autovacuum_min_duration", "-1", CheckStatus::warn}, {"log_autovacuum", "log_autovacuum_min_duration", "0", CheckStatus::pass},
    {"jit", "jit", "off", CheckStatus::pass},
};

TEST(Checklist, PostgresSettings) {
  for (const Case& c : kPostgres) {
    Scene scene;
    scene.setting("port", "5432");
    scene.setting(c.setting, c.value);
    const ChecklistItem found = item(scene, c.check);
    EXPECT_EQ(found.status, c.status) << c.check << " with " << c.value << ": " << found.found;
    EXPECT_EQ(found.remedy.empty(), c.status == CheckStatus::pass) << c.check;
    EXPECT_FALSE(found.evidence.empty()) << c.check;
  }
}

constexpr Case kSysctls[] = {
    {"overcommit_mode", "vm.overcommit_memory", "0", CheckStatus::fail}, {"overcommit_mode", "vm.overcommit_memory", "2", CheckStatus::pass},
    {"swappiness", "vm.swappiness", "60", CheckStatus::warn},            {"swappiness", "vm.swappiness", "10", CheckStatus::pass},
    {"zone_reclaim_mode", "vm.zone_reclaim_mode", "1", CheckStatus::fail}, {"zone_reclaim_mode", "vm.zone_reclaim_mode", "0", CheckStatus::pass},
    {"oom_kill_allocating_task", "vm.oom_kill_allocating_task", "1", CheckStatus::warn}, {"panic_on_oom", "vm.panic_on_oom", "1", CheckStatus::warn},
};

TEST(Checklist, KernelSettings) {
  for (const Case& c : kSysctls) {
    Scene scene(IncidentKind::kernel_oom);
    scene.records.sysctl[c.setting] = {c.value, {}, place(5)};
    EXPECT_EQ(item(scene, c.check).status, c.status) << c.check << " with " << c.value;
  }
}

TEST(Checklist, AppliedFragmentsPassTheChecksThatAskedForThem) {
  Scene scene(IncidentKind::kernel_oom);
  scene.sessions(5, mib(5));
  const auto put = [&](Settings& settings, const char* name, const char* value) { settings[name] = {value, {}, place(5)}; };
  put(scene.records.meminfo, "MemTotal", "67108864");
  scene.incident.ledger.total = mib(65536);
  for (const auto& [name, value] : {std::pair{"shared_buffers", "48GB"}, {"work_mem", "1GB"}, {"max_connections", "200"}, {"maintenance_work_mem", "8GB"},
                                    {"temp_buffers", "1GB"}, {"log_statement", "none"}, {"log_min_duration_statement", "-1"}, {"log_temp_files", "-1"},
                                    {"log_connections", "off"}, {"log_autovacuum_min_duration", "-1"}})
    put(scene.records.pg_settings, name, value);
  for (const auto& [name, value] : {std::pair{"vm.overcommit_memory", "0"}, {"vm.overcommit_ratio", "50"}, {"vm.swappiness", "60"}, {"vm.min_free_kbytes", "65536"},
                                    {"vm.zone_reclaim_mode", "1"}, {"vm.oom_kill_allocating_task", "1"}, {"vm.panic_on_oom", "1"}})
    put(scene.records.sysctl, name, value);
  for (const auto& [name, value] : {std::pair{"OOMPolicy", "stop"}, {"Restart", "no"}, {"OOMScoreAdjust", "0"}}) put(scene.records.unit, name, value);

  const Facts before = facts_of(scene.incident);
  const auto asked = checklist(before);
  for (const auto& [file, text] : fragments(before, asked)) {
    Settings& target = file == "postgresql.conf" ? scene.records.pg_settings : file == "sysctl.conf" ? scene.records.sysctl : scene.records.unit;
    std::string rest = text;
    for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1)) {
      const std::string line = rest.substr(0, std::min(rest.find("    #"), end));
      const std::size_t equals = line.find('=');
      if (equals == std::string::npos) continue;
      const bool blanks = line[equals - 1] == ' ';
      target[line.substr(0, equals - (blanks ? 1 : 0))] = {line.substr(equals + (blanks ? 2 : 1)), {}, place(5)};
    }
  }
  std::size_t mended = 0;
  const auto after = checklist(facts_of(scene.incident));
  for (std::size_t i = 0; i < after.size(); ++i) {
    // What no configuration file can mend: swap, histories, and the sessions' inherited score.
    if (asked[i].status == CheckStatus::pass || asked[i].id == "swap_present" || asked[i].id == "memory_history" || asked[i].id == "evidence_preserved") continue;
    if (asked[i].status != CheckStatus::fail && asked[i].status != CheckStatus::warn) continue;
    EXPECT_EQ(after[i].status, CheckStatus::pass) << after[i].id << ": " << after[i].found;
    ++mended;
  }
  EXPECT_GE(mended, 18u);
}

}  // namespace
}  // namespace laststraw::judge
