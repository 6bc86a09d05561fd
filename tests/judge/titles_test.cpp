// Checks say what was found, with thresholds and numbers that agree with each other.
#include <gtest/gtest.h>

#include <set>

#include "judge/checks.hpp"
#include "judge/commit.hpp"
#include "judge/scene.hpp"

namespace laststraw::judge {
namespace {

using test::place;
using test::Scene;

std::string title(const Scene& scene, const char* id) { return english()(scene.item(id).title); }
void put(Settings& settings, const char* name, const char* value) { settings[name] = {value, {}, place(5)}; }

TEST(Titles, SayWhatWasFoundAndNotWhatIsWished) {
  Scene scene(IncidentKind::kernel_oom);
  EXPECT_EQ(title(scene, "postmaster_oom_score_adj"), "Not known: Protection of the postmaster");
  scene.unit("stop", "no", 0);
  EXPECT_EQ(title(scene, "postmaster_oom_score_adj"), "The postmaster is not protected from the OOM killer");
  EXPECT_EQ(title(scene, "systemd_oom_policy"), "systemd stops the whole server after one kill");
  scene.unit("continue", "on-failure", -900);
  EXPECT_EQ(title(scene, "postmaster_oom_score_adj"), "The postmaster is protected from the OOM killer");
  EXPECT_EQ(title(scene, "systemd_oom_policy"), "systemd lets the server go on after one kill");
  scene.records.meminfo.swap_total = {kib(0), place(5)};
  EXPECT_EQ(title(scene, "swap_present"), "No swap is configured");
}

TEST(Titles, DifferByWhatWasFound) {
  for (const auto& table :
       {postgres_checks(), commit_checks(), swap_checks(), zone_checks(), service_checks(), killer_checks(), evidence_checks()})
    for (const Check& check : table) {
      EXPECT_EQ((std::set<std::string_view>{check.title, check.bad, check.good}.size()), 3u) << check.id;
    }
}

TEST(Numbers, MinFreeKbytesMayBeTooHigh) {
  Scene scene(IncidentKind::kernel_oom);
  scene.records.meminfo.total = {mib(16384), place(5)};
  put(scene.records.sysctl, "vm.min_free_kbytes", "3900000");
  const ChecklistItem found = scene.item("min_free_kbytes");
  EXPECT_EQ(found.status, CheckStatus::warn);
  EXPECT_EQ(english()(found.title), "The kernel keeps much memory back that nobody can use");
  EXPECT_EQ(scene.advice("vm.min_free_kbytes"), "167772") << "a hundredth of the RAM";
  put(scene.records.sysctl, "vm.min_free_kbytes", "262144");
  EXPECT_EQ(scene.item("min_free_kbytes").status, CheckStatus::pass);
}

/// (1000 MiB - 128 MiB - 125 MiB) / (2 x 100 x 1.0) is 3.7 MiB, and one writes 3.
TEST(Numbers, OfWorkMemFollowFromTheFormulaThatIsShown) {
  Scene scene;
  scene.setting("shared_buffers", "128MB");
  scene.setting("work_mem", "64MB");
  scene.setting("max_connections", "100");
  const std::string wanted = english()(scene.item("work_mem_budget").wanted);
  EXPECT_NE(wanted.find("(1000.0 MiB - shared_buffers of 128.0 MiB - an eighth) / (2 x 100 connections x 1.0) = 3.0 MiB"),
            std::string::npos)
      << wanted;
}

TEST(Numbers, TheWorstCaseLeavesATenthAndKnowsTheCommitLimit) {
  Scene scene(IncidentKind::kernel_oom);
  scene.incident.ledger.total = {mib(16384), place(1)};
  scene.records.meminfo.total = {mib(16384), place(5)};
  scene.setting("shared_buffers", "4GB");
  scene.setting("work_mem", "32MB");
  scene.setting("max_connections", "200");
  const ChecklistItem fits = scene.item("worst_case_memory");
  EXPECT_EQ(fits.status, CheckStatus::pass) << english()(fits.found);  // 4 GiB + 6.25 GiB + 192 MiB + 1.6 GiB
  EXPECT_NE(english()(fits.found).find("a tenth for everything else 1.6 GiB"), std::string::npos) << english()(fits.found);
  put(scene.records.sysctl, "vm.overcommit_memory", "2");
  scene.records.meminfo.commit_limit = {mib(8192), place(6)};
  const ChecklistItem refused = scene.item("worst_case_memory");
  EXPECT_EQ(refused.status, CheckStatus::warn);
  EXPECT_NE(english()(refused.wanted).find("CommitLimit, 8.0 GiB"), std::string::npos) << english()(refused.wanted);
}

TEST(Numbers, TheCommitLimitToComeIsRoundedAsTheKernelDoes) {
  EXPECT_EQ(commit_limit(kib(252656), Bytes{0}, kib(249848), 60), kib(401440));
  Scene scene(IncidentKind::kernel_oom);
  scene.records.meminfo.total = {kib(252656), place(5)};
  scene.records.meminfo.swap_total = {kib(249848), place(5)};
  scene.records.meminfo.committed = {kib(102400), place(5)};
  put(scene.records.sysctl, "vm.overcommit_memory", "0");
  // 80 % of 63164 pages are 50531 pages.
  EXPECT_EQ(commit_limit(kib(252656), Bytes{0}, kib(249848), threshold::kOvercommitRatio), kib(50531 * 4 + 249848));
  EXPECT_EQ(scene.item("overcommit_mode").status, CheckStatus::warn) << english()(scene.item("overcommit_mode").found);
}

TEST(Checks, OfTransparentHugePagesAndThePlannersCache) {
  Scene scene(IncidentKind::kernel_oom);
  scene.records.meminfo.total = {mib(16384), place(5)};
  for (const auto& [value, status] :
       {std::pair{"always", CheckStatus::warn}, {"madvise", CheckStatus::pass}, {"never", CheckStatus::pass}}) {
    put(scene.records.sysctl, "transparent_hugepage", value);
    EXPECT_EQ(scene.item("thp").status, status) << value;
  }
  scene.setting("effective_cache_size", "48GB");
  EXPECT_EQ(scene.item("effective_cache_size").status, CheckStatus::warn);
  EXPECT_EQ(scene.advice("effective_cache_size"), "8192MB");
  scene.setting("effective_cache_size", "12GB");
  EXPECT_EQ(scene.item("effective_cache_size").status, CheckStatus::pass);
}

/// log_min_duration_statement logs a statement when it ends, and a killed one does not.
TEST(Checks, OfLoggedStatementsKnowWhatHelpsForAKilledOne) {
  Scene scene;
  scene.setting("log_statement", "none");
  scene.setting("log_min_duration_statement", "-1");
  EXPECT_EQ(scene.item("audit_statements").status, CheckStatus::fail);
  scene.setting("log_min_duration_statement", "1000");
  EXPECT_EQ(scene.item("audit_statements").status, CheckStatus::warn);
  EXPECT_TRUE(scene.item("audit_statements").fragments.empty()) << "a log of all statements is not for every server";
  Scene named = scene;
  named.incident.processes.front().victim = true;
  named.incident.processes.front().statement = "select 1";
  EXPECT_EQ(named.item("audit_statements").status, CheckStatus::pass) << "the crash line names it";
  scene.setting("shared_preload_libraries", "pg_stat_statements,pgaudit");
  EXPECT_EQ(scene.item("audit_statements").status, CheckStatus::pass);
}

}  // namespace
}  // namespace laststraw::judge
