#include <gtest/gtest.h>

#include <algorithm>

#include "judge/checklist.hpp"
#include "judge/scene.hpp"

namespace laststraw::judge {
namespace {

using test::place;
using test::Scene;

constexpr std::string_view kContract[] = {"shared_buffers_share",
                                          "work_mem_budget",
                                          "worst_case_memory",
                                          "maintenance_budget",
                                          "temp_buffers",
                                          "effective_cache_size",
                                          "huge_pages",
                                          "jit",
                                          "max_connections_pooling",
                                          "overcommit_mode",
                                          "commit_limit",
                                          "committed_as_sane",
                                          "swappiness",
                                          "swap_present",
                                          "compressed_swap",
                                          "min_free_kbytes",
                                          "zone_reclaim_mode",
                                          "lowmem_reserve",
                                          "postmaster_oom_score_adj",
                                          "children_oom_score_adj",
                                          "systemd_oom_policy",
                                          "restart_policy",
                                          "cgroup_memory_high",
                                          "cgroup_limit_fits",
                                          "neighbours_on_host",
                                          "oom_kill_allocating_task",
                                          "panic_on_oom",
                                          "thp",
                                          "kernel_known_bugs",
                                          "audit_statements",
                                          "track_activity_query_size",
                                          "log_temp_files",
                                          "log_connections",
                                          "log_autovacuum",
                                          "memory_history",
                                          "alerting",
                                          "evidence_preserved"};

TEST(Checklist, AllIdsOfTheContractInItsOrder) {
  const std::vector<ChecklistItem> items = Scene().checked();
  ASSERT_EQ(items.size(), std::size(kContract));
  for (std::size_t i = 0; i < items.size(); ++i) EXPECT_EQ(items[i].id, kContract[i]);
  EXPECT_EQ(check_texts().size(), std::size(kContract));
}

/// That something is not among the inputs says nothing of the machine.
TEST(Checklist, WhatTheInputsLackIsUnknownAndNotMissingOnTheMachine) {
  Scene scene(IncidentKind::sigkill_no_oom);
  for (const char* id :
       {"memory_history", "evidence_preserved", "swap_present", "overcommit_mode", "postmaster_oom_score_adj", "alerting", "thp"}) {
    const ChecklistItem found = scene.item(id);
    EXPECT_EQ(found.status, CheckStatus::unknown) << id;
    EXPECT_NE(english()(found.found).find("not among the inputs"), std::string::npos) << id << ": " << english()(found.found);
  }
}

TEST(Checklist, SwapThatIsRamItself) {
  Scene scene(IncidentKind::kernel_oom);
  EXPECT_EQ(scene.item("compressed_swap").status, CheckStatus::unknown);
  scene.records.swaps = SwapDevices{2, mib(1024), Bytes{0}, place(60)};
  EXPECT_EQ(scene.item("compressed_swap").status, CheckStatus::not_applicable) << "on a disk";
  scene.records.meminfo.total = {mib(1000), place(61)};
  scene.records.swaps = SwapDevices{2, mib(1024), mib(500), place(60)};
  EXPECT_EQ(scene.item("compressed_swap").status, CheckStatus::pass) << "half of the RAM";
  scene.records.swaps = SwapDevices{2, mib(1024), mib(501), place(60)};
  const ChecklistItem much = scene.item("compressed_swap");
  EXPECT_EQ(much.status, CheckStatus::warn);
  EXPECT_EQ(english()(much.found), "501.0 MiB of 1.0 GiB of swap are zram: what is swapped out stays in RAM, compressed");
  scene.records.swaps.reset();
  scene.records.meminfo.zswap = {mib(70), place(62)};
  scene.records.meminfo.zswapped = {mib(200), place(63)};
  EXPECT_EQ(english()(scene.item("compressed_swap").found), "zswap held 200.0 MiB of swapped memory in 70.0 MiB of RAM");
  scene.incident.kind = IncidentKind::memcg_oom;
  EXPECT_EQ(scene.item("compressed_swap").status, CheckStatus::not_applicable) << "a limit of a group was hit";
}

TEST(Checklist, WhatLowerZonesKeepFromARequest) {
  Scene scene(IncidentKind::kernel_oom);
  OomReport& report = scene.reports.back();
  EXPECT_EQ(scene.item("lowmem_reserve").status, CheckStatus::unknown);
  const auto zone = [](const char* name, std::int64_t free, std::int64_t present, std::vector<std::uint64_t> reserve) {
    ZoneRow row;
    row.zone = name;
    row.free = mib(free), row.min = mib(1), row.present = mib(present);
    row.lowmem_reserve = std::move(reserve);
    row.cite = place(40);
    return row;
  };
  report.zones = {zone("DMA32", 61, 400, {0, 0, 256 * 49}), zone("Normal", 1, 600, {0, 0, 0})};
  EXPECT_EQ(scene.item("lowmem_reserve").status, CheckStatus::not_applicable) << "the request is not known";
  report.invocation.emplace();
  report.invocation->gfp = "0xcc0(GFP_KERNEL)";
  report.invocation->order = 0;
  scene.records.meminfo.total = {mib(1000), place(61)};
  EXPECT_EQ(scene.item("lowmem_reserve").status, CheckStatus::pass) << "49 of 1000 MiB";
  report.zones[0].lowmem_reserve = {0, 256 * 50, 256 * 50};
  EXPECT_EQ(scene.item("lowmem_reserve").status, CheckStatus::warn) << "50 of 1000 MiB";
  // A 32-bit kernel, whose own requests end with Normal.
  report.zones = {zone("Normal", 1, 600, {0, 0, 0}), zone("HighMem", 400, 400, {0, 0, 0})};
  const ChecklistItem full = scene.item("lowmem_reserve");
  EXPECT_EQ(full.status, CheckStatus::fail);
  EXPECT_EQ(english()(full.found), "399.0 MiB were free in zones that it could not use, 0 B in those up to Normal");
  EXPECT_EQ(english()(full.remedy), "move to a 64-bit kernel");
  // A request for a device's sake, on a 64-bit kernel.
  report.zones = {zone("DMA32", 1, 600, {0, 0, 0}), zone("Normal", 400, 400, {0, 0, 0})};
  report.invocation->gfp = "0xcc4(GFP_KERNEL|GFP_DMA32)";
  EXPECT_EQ(scene.item("lowmem_reserve").status, CheckStatus::fail);
  EXPECT_EQ(english()(scene.item("lowmem_reserve").remedy), "") << "64 bits it has";
  report.zones = {zone("Normal", 1, 600, {0, 0, 0}), zone("HighMem", 400, 400, {0, 0, 0})};
  report.invocation->gfp = "0x201da";  // GFP_HIGHUSER_MOVABLE of 2.6.32
  EXPECT_EQ(scene.item("lowmem_reserve").status, CheckStatus::pass) << "it could use HighMem";
}

TEST(Checklist, ThrottledAtMemoryHigh) {
  Scene scene;
  scene.records.cgroup.high_events = {0, place(64)};
  EXPECT_EQ(scene.item("cgroup_memory_high").status, CheckStatus::unknown);
  scene.records.cgroup.high_events = {12, place(64)};
  const ChecklistItem found = scene.item("cgroup_memory_high");
  EXPECT_EQ(found.status, CheckStatus::warn);
  EXPECT_EQ(english()(found.found), "the group went over memory.high 12 times and was slowed down");
}

TEST(Checklist, WithoutInputsNothingPassesAndEveryUnknownSaysWhatToGive) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.incident.processes.clear();
  for (const ChecklistItem& found : scene.checked()) {
    EXPECT_NE(found.status, CheckStatus::pass) << found.id;
    EXPECT_FALSE(found.found.empty()) << found.id;
    EXPECT_TRUE(found.status != CheckStatus::unknown || !found.remedy.empty()) << found.id;
  }
}

struct Case {
  const char *check, *setting, *value;
  CheckStatus status;
};
constexpr Case kPostgres[] = {
    {"shared_buffers_share", "shared_buffers", "500MB", CheckStatus::fail},
    {"shared_buffers_share", "shared_buffers", "250MB", CheckStatus::pass},
    {"work_mem_budget", "work_mem", "64MB", CheckStatus::warn},
    {"work_mem_budget", "work_mem", "1MB", CheckStatus::pass},
    {"worst_case_memory", "work_mem", "16MB", CheckStatus::warn},
    {"worst_case_memory", "work_mem", "1MB", CheckStatus::pass},
    {"maintenance_budget", "maintenance_work_mem", "512MB", CheckStatus::warn},
    {"maintenance_budget", "maintenance_work_mem", "16MB", CheckStatus::pass},
    {"temp_buffers", "temp_buffers", "64MB", CheckStatus::warn},
    {"temp_buffers", "temp_buffers", "8MB", CheckStatus::pass},
    {"max_connections_pooling", "max_connections", "500", CheckStatus::warn},
    {"max_connections_pooling", "max_connections", "100", CheckStatus::pass},
    {"audit_statements", "log_statement", "none", CheckStatus::fail},
    {"audit_statements", "log_statement", "all", CheckStatus::pass},
    {"log_temp_files", "log_temp_files", "-1", CheckStatus::warn},
    {"log_temp_files", "log_temp_files", "0", CheckStatus::pass},
    {"log_connections", "log_connections", "off", CheckStatus::warn},
    {"log_connections", "log_connections", "on", CheckStatus::pass},
    {"log_autovacuum", "log_autovacuum_min_duration", "-1", CheckStatus::warn},
    {"log_autovacuum", "log_autovacuum_min_duration", "0", CheckStatus::pass},
    {"jit", "jit", "off", CheckStatus::pass},
};

TEST(Checklist, PostgresSettings) {
  for (const Case& c : kPostgres) {
    Scene scene;
    scene.setting("port", "5432");
    scene.add(50, Role::autovacuum_worker, mib(5));
    scene.setting(c.setting, c.value);
    const ChecklistItem found = scene.item(c.check);
    EXPECT_EQ(found.status, c.status) << c.check << " with " << c.value << ": " << english()(found.found);
    EXPECT_EQ(found.remedy.empty(), c.status == CheckStatus::pass) << c.check;
    EXPECT_FALSE(found.evidence.empty()) << c.check;
  }
}

constexpr Case kSysctls[] = {
    {"overcommit_mode", "vm.overcommit_memory", "0", CheckStatus::unknown},
    {"overcommit_mode", "vm.overcommit_memory", "2", CheckStatus::pass},
    {"swappiness", "vm.swappiness", "60", CheckStatus::warn},
    {"swappiness", "vm.swappiness", "10", CheckStatus::pass},
    {"swappiness", "vm.swappiness", "0", CheckStatus::warn},
    {"zone_reclaim_mode", "vm.zone_reclaim_mode", "1", CheckStatus::fail},
    {"zone_reclaim_mode", "vm.zone_reclaim_mode", "0", CheckStatus::pass},
    {"oom_kill_allocating_task", "vm.oom_kill_allocating_task", "1", CheckStatus::warn},
    {"panic_on_oom", "vm.panic_on_oom", "1", CheckStatus::warn},
};

TEST(Checklist, KernelSettings) {
  for (const Case& c : kSysctls) {
    Scene scene(IncidentKind::kernel_oom);
    scene.records.sysctl[c.setting] = {c.value, {}, place(5)};
    EXPECT_EQ(scene.item(c.check).status, c.status) << c.check << " with " << c.value;
  }
}

void put(Settings& settings, const char* name, const char* value) { settings[name] = {value, {}, place(5)}; }

/// 64 GiB, everything set badly, and one query whose sorts and hashes work_mem allows.
void set_badly(Scene& scene) {
  scene.incident.ledger.total = {mib(65536), place(1)};
  scene.sessions(5, mib(5));
  scene.add(50, Role::autovacuum_worker, mib(100));
  Process& hog = scene.add(7, Role::backend, mib(9000));
  hog.statement = "select * from a join b using (id) join c using (id) join d using (id) join e using (id) order by 1";
  hog.statement_in_flight = true;
  scene.records.meminfo.total = {mib(65536), place(5)};
  scene.records.meminfo.swap_total = {mib(4096), place(5)};
  scene.records.meminfo.committed = {mib(20480), place(5)};
  for (const auto& [name, value] : {std::pair{"shared_buffers", "48GB"},
                                    {"work_mem", "2GB"},
                                    {"max_connections", "200"},
                                    {"maintenance_work_mem", "8GB"},
                                    {"temp_buffers", "1GB"},
                                    {"log_statement", "none"},
                                    {"log_min_duration_statement", "-1"},
                                    {"log_temp_files", "-1"},
                                    {"log_connections", "off"},
                                    {"log_autovacuum_min_duration", "-1"}})
    put(scene.records.pg_settings, name, value);
  for (const auto& [name, value] : {std::pair{"vm.overcommit_memory", "0"},
                                    {"vm.overcommit_ratio", "50"},
                                    {"vm.swappiness", "60"},
                                    {"vm.min_free_kbytes", "65536"},
                                    {"vm.zone_reclaim_mode", "1"},
                                    {"vm.oom_kill_allocating_task", "1"},
                                    {"vm.panic_on_oom", "1"}})
    put(scene.records.sysctl, name, value);
  scene.unit("stop", "no", 0);
}

TEST(Checklist, AppliedFragmentsPassTheChecksThatAskedForThem) {
  Scene scene(IncidentKind::kernel_oom);
  set_badly(scene);
  ASSERT_EQ(scene.judged().findings.front().cause, "work_mem_multiplication");
  const auto asked = scene.checked();
  Settings unit;
  for (const Fragment& line : scene.advised())
    put(line.file == "postgresql.conf" ? scene.records.pg_settings
        : line.file == "sysctl.conf"   ? scene.records.sysctl
                                       : unit,
        line.setting.c_str(), line.value.c_str());
  scene.unit(unit.at("OOMPolicy").value.c_str(), unit.at("Restart").value.c_str(), *integer(unit, "OOMScoreAdjust"));
  std::size_t mended = 0;
  const auto after = scene.checked();
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (asked[i].status != CheckStatus::fail && asked[i].status != CheckStatus::warn) continue;
    if (asked[i].id == "huge_pages") continue;  // the number of pages is the server's to tell
    EXPECT_EQ(after[i].status, CheckStatus::pass) << after[i].id << ": " << english()(after[i].found);
    ++mended;
  }
  EXPECT_GE(mended, 18u);
}

/// One number on the page: what the text tells to set is what the fragment sets.
TEST(Checklist, TextAndFragmentSayTheSame) {
  Scene scene(IncidentKind::kernel_oom);
  set_badly(scene);
  std::size_t with_number = 0;
  for (const ChecklistItem& found : scene.checked())
    for (const Fragment& line : found.fragments) {
      EXPECT_EQ(line.why, found.id);
      if (line.setting == "Environment") continue;
      EXPECT_NE(english()(found.remedy).find(line.value), std::string::npos)
          << found.id << ": " << line.setting << " = " << line.value << ", but: " << english()(found.remedy);
      ++with_number;
    }
  EXPECT_GE(with_number, 15u);
}

TEST(Checklist, FragmentsAreOneSettingALine) {
  Scene scene(IncidentKind::kernel_oom);
  set_badly(scene);
  const auto lines = scene.advised();
  std::size_t count = 0;
  for (const auto& [file, text] : fragment_texts(lines))
    count += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) / (file == "sysctl.conf" ? 2 : 1) -
             (file == "systemd" ? 1 : 0);
  EXPECT_EQ(count, lines.size());
  EXPECT_EQ(fragment_texts(lines).at("systemd").find("[Service]\n"), 0u);
}

}  // namespace
}  // namespace laststraw::judge
