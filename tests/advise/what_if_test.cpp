// The simulator: what each change would have made of an incident.
#include <gtest/gtest.h>

#include "advise/advised.hpp"

namespace laststraw::advise {
namespace {

using test::asked;
using test::Crowd;
using test::Host;
using test::place;
using test::put;
using test::Scene;

TEST(CommitLimit, IsTheKernelsInWholePages) {
  // /proc/meminfo of a machine: 60 % of 252656 kB and 249848 kB of swap are 401440 kB.
  EXPECT_EQ(commit_limit(kib(252656), Bytes{0}, kib(249848), 60), kib(401440));
  EXPECT_EQ(commit_limit(mib(16384), mib(8192), Bytes{0}, 80), mib(16384 - 8192) * 80 / 100 / 4096 * 4096);
  EXPECT_EQ(commit_limit(mib(1), mib(2), mib(3), 80), mib(3)) << "huge pages cannot make it negative";
}

TEST(WhatIf, FewerSessionsLeaveTheirMemory) {
  const Crowd crowd;
  const Effect effect = asked(crowd, "max_connections=60");
  EXPECT_EQ(effect.kind, EffectKind::no_kill) << english()(effect.text);
  EXPECT_EQ(effect.free_after, mib(20 * 12));
  EXPECT_EQ(asked(crowd, "max_connections=80").kind, EffectKind::no_effect);
  EXPECT_EQ(asked(crowd, "max_connections=500").kind, EffectKind::no_effect);
  EXPECT_EQ(asked(crowd, "max_connections=75").kind, EffectKind::later) << "60 MiB are less than a tenth";
  EXPECT_EQ(asked(crowd, "max_connections=3").kind, EffectKind::harm) << "superuser_reserved_connections must be less";
}

TEST(WhatIf, ALimitHelpsALoadAndNotWhatGrows) {
  const Crowd crowd;
  EXPECT_EQ(asked(crowd, "limit=1500MiB").kind, EffectKind::no_kill);
  EXPECT_EQ(asked(crowd, "limit=900MiB").kind, EffectKind::harm);
  Scene hog;
  hog.sessions(10, mib(5));
  hog.add(7, Role::backend, mib(800)).statement = "select array_agg(x) from t";
  EXPECT_EQ(asked(hog, "limit=2GiB").kind, EffectKind::later);
  EXPECT_EQ(asked(hog, "shared_buffers=1MB").kind, EffectKind::unknown) << "its present value is not known";
}

TEST(WhatIf, ALimitBeyondWhatTheHostHasIsHarm) {
  Crowd crowd;
  crowd.records.meminfo.available = {kib(102400), place(5)};
  EXPECT_EQ(asked(crowd, "limit=2GiB").kind, EffectKind::harm);
}

TEST(WhatIf, SwapAndRamAreTheHosts) {
  const Crowd crowd;
  EXPECT_EQ(asked(crowd, "swap=4GiB").kind, EffectKind::no_effect);
  EXPECT_EQ(asked(crowd, "ram=64GiB").kind, EffectKind::no_effect);
  EXPECT_EQ(asked(crowd, "vm.overcommit_memory=2").kind, EffectKind::no_effect);
  EXPECT_EQ(asked(Host(), "limit=64GiB").kind, EffectKind::no_effect);
}

TEST(WhatIf, WorkMemBoundsSortsAndNothingElse) {
  Host sorts("select * from a join b using (id) join c using (id) join d using (id) join e using (id) order by 1");
  sorts.setting("work_mem", "2GB");
  EXPECT_EQ(asked(sorts, "work_mem=64MB").kind, EffectKind::no_kill);
  EXPECT_EQ(asked(sorts, "work_mem@report=64MB").kind, EffectKind::no_kill);
  EXPECT_EQ(asked(sorts, "work_mem@somebody=64MB").kind, EffectKind::no_effect);
  EXPECT_EQ(asked(sorts, "work_mem=4GB").kind, EffectKind::no_effect);
  Host collects;
  collects.setting("work_mem", "2GB");
  EXPECT_EQ(asked(collects, "work_mem=1MB").kind, EffectKind::no_effect);
}

/// A4, A5 of a DBA's review: lowering the setting for all does not reach a session that had set its own.
TEST(WhatIf, ASessionThatSetItsOwnWorkMemIsReachedOnlyByItsRole) {
  Host own("select * from t order by x");
  own.setting("work_mem", "4MB");
  EXPECT_EQ(asked(own, "work_mem=1MB").kind, EffectKind::no_effect);
  EXPECT_EQ(asked(own, "work_mem@report=4MB").kind, EffectKind::no_kill);
}

/// What is not known is neither 0 nor without effect.
TEST(WhatIf, OfUnknownSizesAndModesNothingCanBeTold) {
  Scene log(IncidentKind::sigkill_no_oom);
  log.incident.ledger = {};
  log.incident.processes.clear();
  Process& worker = log.add(7, Role::autovacuum_worker, Bytes{0});
  worker.anon.reset();
  log.incident.victims = {0};
  for (const char* question : {"maintenance_work_mem=64MB", "autovacuum_max_workers=0", "work_mem=4MB", "vm.overcommit_ratio=80"}) {
    const Effect effect = asked(log, question);
    EXPECT_EQ(effect.kind, EffectKind::unknown) << question << ": " << english()(effect.text);
  }
}

TEST(WhatIf, StrictOvercommitIsAnErrorInsteadOrHarm) {
  Host host;
  EXPECT_EQ(asked(host, "vm.overcommit_memory=2,vm.overcommit_ratio=80").kind, EffectKind::error_instead);
  host.records.meminfo.committed = {kib(15728640), place(5)};
  EXPECT_EQ(asked(host, "vm.overcommit_memory=2,vm.overcommit_ratio=80").kind, EffectKind::harm);
  host.records.meminfo.committed.reset();
  const Effect unknown = asked(host, "vm.overcommit_memory=2");
  EXPECT_EQ(unknown.kind, EffectKind::unknown);
  EXPECT_NE(english()(unknown.text).find("Committed_AS"), std::string::npos) << "it says what would be needed: " << english()(unknown.text);
}

TEST(WhatIf, HugePagesTooFewForTheServerAreHarm) {
  Host host;
  host.records.meminfo.huge_pages_total = {204, place(5)};
  host.records.meminfo.huge_pages_free = {204, place(5)};
  host.records.meminfo.huge_page = {kib(2048), place(5)};
  put(host.records.pg_settings, "huge_pages", "on");
  put(host.records.pg_settings, "shared_memory_size_in_huge_pages", "55");
  EXPECT_EQ(asked(host, "vm.nr_hugepages=51").kind, EffectKind::harm);
  EXPECT_NE(asked(host, "vm.nr_hugepages=55").kind, EffectKind::harm);
}

TEST(WhatIf, SharedBuffersOfTheWholeGroupAreHarm) {
  Crowd crowd;
  EXPECT_EQ(asked(crowd, "shared_buffers=1000MB").kind, EffectKind::harm);
  EXPECT_EQ(asked(crowd, "shared_buffers=64MB").kind, EffectKind::no_effect);
}

TEST(WhatIf, AnAdjustmentRecomputesWhoIsKilled) {
  Host host;
  host.reports.back().invocation.emplace().kernel_release = "6.1.0";
  host.reports.back().tasks.clear();
  const auto row = [&](int pid, Bytes rss) {
    TaskRow task;
    task.pid = task.tgid = Pid(pid);
    task.comm = "postgres";
    task.rss = rss;
    host.reports.back().tasks.push_back(task);
  };
  row(7, mib(9000));
  row(100, mib(50));
  row(1, mib(3));
  for (std::size_t i = 0; i < host.incident.processes.size(); ++i)
    if (host.incident.processes[i].pid == Pid(7)) host.incident.victims = {i}, host.incident.processes[i].victim = true;
  EXPECT_EQ(asked(host, "oom_score_adj@7=-1000").kind, EffectKind::other_victim);
  EXPECT_NE(english()(asked(host, "oom_score_adj@7=-1000").text).find("pid 100"), std::string::npos);
  EXPECT_EQ(asked(host, "oom_score_adj=-900").kind, EffectKind::no_effect) << "the postmaster was not the largest";
}

TEST(WhatIf, NothingOfMemoryChangesAKillByHand) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.incident.kernel_log_covers = true;
  scene.incident.kernel_log_cite = place(4);
  scene.add(7, Role::backend, mib(9)).victim = true;
  scene.incident.victims = {1};
  const judge::Facts facts = judge::facts_of(scene.incident);
  const Judgement judgement = judge::judge(facts);
  ASSERT_EQ(judgement.findings.front().cause, "manual_sigkill");
  const Change gentle[] = {{Knob::gentle_termination}}, limit[] = {{Knob::limit, 1 << 30}};
  EXPECT_EQ(what_if(facts, judgement, limit).kind, EffectKind::no_effect);
  EXPECT_EQ(what_if(facts, judgement, gentle).kind, EffectKind::error_instead);
}

TEST(WhatIf, UnknownStaysUnknown) {
  Scene scene(IncidentKind::kernel_oom);
  scene.incident.ledger = {};
  scene.sessions(3, mib(5));
  const Effect effect = asked(scene, "max_connections=4");
  EXPECT_NE(effect.kind, EffectKind::no_kill);
  EXPECT_EQ(effect.free_after, std::nullopt);
}

TEST(Question, ThatIsNoneIsRefusedWithWhatThereIs) {
  for (const char* question : {"", "work_mem", "work_mem=", "work_mem=lots", "work_mem=64XB", "wrok_mem=64MB", "limit=-1GiB",
                               "max_connections=many", "work_mem=64MB,", "limit=1e400", "=5"})
    EXPECT_THROW(changes_of(question), std::invalid_argument) << question;
  const auto changes = changes_of(" work_mem@etl = 64MB , vm.overcommit_ratio=80");
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].value, mib(64).count);
  EXPECT_EQ(changes[0].who, "etl");
  EXPECT_EQ(changes_of("limit=1.5Gi")[0].value, mib(1536).count);
  EXPECT_EQ(changes_of("statement_timeout=5min")[0].value, 300'000);
}

}  // namespace
}  // namespace laststraw::advise
