// Who is at fault where more than one could be: equals, neighbours, processes that are no sessions, who began with the decline.
#include <gtest/gtest.h>

#include "judge/scene.hpp"

namespace laststraw::judge {
namespace {

using namespace std::chrono_literals;
using test::finding;
using test::place;
using test::Scene;

void began(Scene& scene, int pid, Bytes taken) {
  Decline decline;
  decline.onset = *scene.incident.when.wall - 60s;
  decline.slack = 2s;
  decline.taken = taken;
  decline.cite = place(80);
  decline.started.push_back({decline.onset, StartedKind::session, Pid(pid), "session connects", place(81)});
  scene.incident.decline = decline;
}

Process& session(Scene& scene, int pid, Bytes size, const char* application) {
  Process& process = scene.add(pid, Role::backend, size);
  process.application = application;
  return process;
}

TEST(Candidates, WhoBeganWithTheDeclineIsAskedBeforeWhoIsLarger) {
  Scene scene;
  scene.sessions(20, mib(2));
  scene.add(7, Role::backend, mib(470));
  scene.add(8, Role::backend, mib(390));
  began(scene, 8, mib(400));
  EXPECT_EQ(scene.judged().findings.front().culprit.pid(), Pid(8));
}

TEST(Candidates, WhatBeganIsNotAskedWhereItIsTooSmallForTheDecline) {
  Scene scene;
  scene.sessions(20, mib(2));
  scene.add(7, Role::backend, mib(700));
  scene.add(8, Role::backend, mib(20));
  began(scene, 8, mib(600));
  EXPECT_EQ(scene.judged().findings.front().culprit.pid(), Pid(7));
}

TEST(Candidates, OfEqualsNoneIsNamed) {
  Scene scene;
  scene.sessions(40, mib(2));
  for (int pid = 1000; pid < 1005; ++pid) session(scene, pid, mib(160), "bi");
  const Judgement judgement = scene.judged();
  const Finding& leading = judgement.findings.front();
  EXPECT_EQ(leading.cause, "too_many_backends");
  EXPECT_EQ(judgement.verdict, VerdictKind::culprit) << "a handful is at fault, not the load as a whole";
  const auto& group = std::get<GroupAtFault>(leading.culprit.who);
  EXPECT_EQ(group.count, 5);
  EXPECT_EQ(group.application, "bi");
  EXPECT_EQ(leading.culprit.bytes, mib(800));
  EXPECT_LT(finding(judgement, "single_backend").likelihood, 0.1);
}

TEST(Candidates, APairOfWhichOneGrewIsNoPairOfEquals) {
  Scene scene;
  scene.sessions(40, mib(2));
  scene.add(7, Role::backend, mib(400));
  scene.add(8, Role::backend, mib(400));
  scene.capture({{7, mib(398)}, {8, mib(100)}, {1, mib(3)}});
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "single_backend");
  EXPECT_EQ(leading.culprit.pid(), Pid(8));
}

TEST(Candidates, SessionsThatAreAllAlikeAreTheLoadAsAWhole) {
  Scene scene;
  scene.sessions(120, mib(7));
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.findings.front().cause, "too_many_backends");
  EXPECT_EQ(judgement.verdict, VerdictKind::last_straw);
}

TEST(Candidates, ALargeSessionDoesNotBeatANeighbourOfThriceItsSize) {
  Scene scene;
  scene.sessions(100, mib(1));
  Process& innocent = scene.add(7, Role::backend, mib(220));
  innocent.statement = "select load_cube(700)";
  innocent.statement_in_flight = true;
  scene.add(9, Role::external, mib(640), "pg-exporter");
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.findings.front().cause, "external_process");
  EXPECT_EQ(judgement.findings.front().culprit.pid(), Pid(9));
}

TEST(Candidates, ASessionThatGrewBesideALargerNeighbourThatStoodStill) {
  Scene scene;
  scene.sessions(100, mib(1));
  scene.add(7, Role::backend, mib(300));
  scene.add(9, Role::external, mib(500), "java");
  scene.capture({{7, mib(5)}, {9, mib(500)}, {1, mib(3)}});
  EXPECT_EQ(scene.judged().findings.front().culprit.pid(), Pid(7));
}

TEST(Candidates, AWalsenderCanBeAtFault) {
  Scene scene;
  scene.sessions(50, mib(2));
  scene.add(7, Role::walsender, mib(700));
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "single_backend");
  EXPECT_EQ(leading.mechanism, Mechanism::logical_decoding);
  EXPECT_EQ(leading.culprit.pid(), Pid(7));
}

TEST(Candidates, ManyProgramsThatAreSmallOneByOne) {
  Scene scene;
  scene.sessions(40, mib(3));
  for (int i = 0; i < 60; ++i) scene.add(2000 + i, Role::external, mib(12), ("agent-" + std::to_string(i % 15)).c_str());
  scene.part(PartKind::postgres_private, mib(123));
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "external_process");
  EXPECT_EQ(std::get<ProgramAtFault>(leading.culprit.who).processes, 60);
  EXPECT_EQ(leading.culprit.bytes, mib(720));
}

TEST(Candidates, IdleSessionsBloatedBesideFreshOnes) {
  Scene scene;
  scene.setting("work_mem", "4MB");
  scene.sessions(47, mib(2));
  for (int pid = 1000; pid < 1021; ++pid)
    session(scene, pid, mib(40), "order_service").command = "postgres: app shop 127.0.0.1(49874) idle";
  EXPECT_EQ(scene.judged().findings.front().cause, "catalog_cache_bloat");
}

TEST(Candidates, SessionsOfAJobThatPrepares) {
  Scene scene;
  scene.setting("work_mem", "4MB");
  scene.sessions(47, mib(2));
  for (int pid = 1000; pid < 1021; ++pid) session(scene, pid, mib(40), "order_service").statement = "prepare q1 as select 1";
  EXPECT_EQ(scene.judged().findings.front().cause, "catalog_cache_bloat");
}

TEST(Candidates, OfEqualProcessesThatNothingTellsOfNoGroupIsNamedForSure) {
  Scene scene;
  scene.sessions(40, mib(2));
  for (int pid = 1000; pid < 1005; ++pid) scene.add(pid, Role::backend, mib(160));
  EXPECT_LT(scene.judged().findings.front().likelihood, 0.8);
}

TEST(Candidates, WhatACutCaptureDoesNotShowHasNotGrown) {
  Scene scene;
  scene.sessions(40, mib(2));
  scene.add(7, Role::backend, mib(200));
  scene.add(9, Role::external, mib(650), "pg-exporter");
  scene.capture({{9, mib(648)}});
  EXPECT_EQ(scene.judged().findings.front().cause, "external_process");
}

TEST(Candidates, OneOfAPairIsNotNamedForSure) {
  Scene scene;
  scene.sessions(14, mib(2));
  scene.add(7, Role::backend, mib(460));
  scene.add(8, Role::backend, mib(440));
  const Judgement judgement = scene.judged();
  for (const char* cause : {"single_backend", "too_many_backends"}) EXPECT_LT(finding(judgement, cause).likelihood, 0.8) << cause;
}

TEST(Candidates, AShareThatWouldHaveBeenEnoughIsNotTheCauseWhereNothingTellsTheRest) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.sessions(20, mib(2));
  scene.add(9, Role::external, mib(150), "agent");
  EXPECT_LT(finding(scene.judged(), "external_process").likelihood, 0.8);
}

TEST(Candidates, SharedPagesAreNoCaches) {
  Scene scene;
  scene.setting("work_mem", "4MB");
  scene.sessions(38, mib(2));
  for (Process& process : scene.incident.processes) process.anon = Interval{Bytes{0}, mib(46)};
  const Judgement judgement = scene.judged();
  for (const Evidence& evidence : finding(judgement, "catalog_cache_bloat").evidence) EXPECT_NE(evidence.term, "beyond_entitlement");
}

TEST(Candidates, WorkersOfAnIndexBuildBelongToIt) {
  Scene scene;
  scene.sessions(60, mib(2));
  for (int pid = 1000; pid < 1012; ++pid) session(scene, pid, mib(60), pid < 1004 ? "migrate" : "");
  for (Process& process : scene.incident.processes)
    if (process.pid == Pid(1000)) process.statement = "create index on s0 (v, id)";
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "maintenance_storm");
  EXPECT_EQ(std::get<GroupAtFault>(leading.culprit.who).count, 12);
}

TEST(Candidates, FilesInMemoryThatAreMoreThanAllSessions) {
  Scene scene;
  scene.setting("shared_buffers", "64MB");
  scene.sessions(50, mib(5));
  scene.part(PartKind::shared_memory, mib(650));
  EXPECT_EQ(scene.judged().findings.front().cause, "tmpfs_or_shm_files");
}

TEST(Candidates, KernelMemoryOfAGroup) {
  Scene scene;
  scene.sessions(50, mib(3));
  scene.part(PartKind::other_kernel_memory, mib(800));
  EXPECT_EQ(scene.judged().findings.front().cause, "kernel_memory");
}

TEST(Candidates, OneCacheThatHoldsTheSlabIsNamed) {
  const auto named = [](Bytes cache) {
    Scene scene;
    scene.sessions(5, mib(5));
    scene.part(PartKind::slab, mib(600));
    scene.records.slab = SlabCaches{"dentry", cache, mib(610), place(61)};
    const Judgement judgement = scene.judged();
    return std::get<KernelAtFault>(finding(judgement, "kernel_memory").culprit.who).name;
  };
  EXPECT_NE(english()(named(mib(500))).find("dentry"), std::string::npos);
  EXPECT_EQ(english()(named(mib(100))).find("dentry"), std::string::npos) << "many caches that are large together are no leak of one";
}

TEST(Mechanism, TemporaryTablesAreTempBuffersOnlyWhereThoseWereRaised) {
  const auto shown = [](const char* statement) {
    Scene scene;
    scene.sessions(5, mib(3));
    Process& process = session(scene, 7, mib(700), "snapshots");
    process.statement = statement;
    return finding(scene.judged(), "single_backend").mechanism;
  };
  EXPECT_EQ(shown("create temp table snap as select * from orders"), Mechanism::temp_tables);
  EXPECT_EQ(shown("set temp_buffers='1800MB'; create temp table snap as select * from orders"), Mechanism::temp_buffers);
}

TEST(Mechanism, ASortBeyondTheConfigurationWasRaised) {
  const auto shown = [](const char* work_mem) {
    Scene scene;
    scene.sessions(5, mib(3));
    Process& process = session(scene, 7, mib(700), "reports");
    process.statement = "select * from orders order by total";
    scene.setting("work_mem", work_mem);
    return finding(scene.judged(), "single_backend").mechanism;
  };
  EXPECT_EQ(shown("4MB"), Mechanism::raised_work_mem);
  EXPECT_EQ(shown("1GB"), Mechanism::sort_or_hash);
}

TEST(Mechanism, ProcessesThatDoOneThing) {
  const auto shown = [](Role role) {
    Scene scene;
    scene.sessions(5, mib(3));
    scene.add(7, role, mib(700));
    return finding(scene.judged(), "single_backend").mechanism;
  };
  EXPECT_EQ(shown(Role::startup), Mechanism::wal_replay);
  EXPECT_EQ(shown(Role::logical_worker), Mechanism::apply);
  EXPECT_EQ(shown(Role::walsender), Mechanism::logical_decoding);
}

}  // namespace
}  // namespace laststraw::judge
