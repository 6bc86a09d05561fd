// What scripts/mutants changed in the judgement and no test had noticed: each test here ends one such mutant.
#include <gtest/gtest.h>

#include <algorithm>

#include "judge/environment.hpp"
#include "judge/facts.hpp"
#include "judge/quantity/derivations.hpp"
#include "judge/scene.hpp"
#include "judge/why_victim.hpp"
#include "judge/words.hpp"
#include "text/say.hpp"

namespace laststraw::judge::test {
namespace {

/// Whether a piece of evidence counts for or against a cause.
bool weighs(const Scene& scene, std::string_view cause, std::string_view term) {
  const Judgement judgement = scene.judged();
  const auto& evidence = finding(judgement, cause).evidence;
  return std::any_of(evidence.begin(), evidence.end(), [&](const Evidence& one) { return one.term == term; });
}

TEST(Survivors, SwapOfTheMachineIsAddedToWhatAScoreIsOf) {
  Scene scene(IncidentKind::kernel_oom);
  scene.records.meminfo.total = {mib(1000), place(5)};
  scene.records.meminfo.swap_total = {mib(250), place(6)};
  EXPECT_EQ(badness_total(facts_of(scene.incident)), mib(1250));
  scene.records.meminfo.swap_total.reset();
  scene.reports.front().swap_total = mib(100);
  EXPECT_EQ(badness_total(facts_of(scene.incident)), mib(1100));
}

TEST(Survivors, AKillersLineWithoutATotalIsNoShareOfIt) {
  Scene scene(IncidentKind::userspace_oom_killer);
  SystemEvent event;
  event.kind = SystemEventKind::systemd_oomd_kill;
  event.available = mib(900);
  event.cite = place(88);
  scene.records.system_events.push_back(event);
  scene.incident.other_killer = &scene.records.system_events.back();
  const Judgement judgement = scene.judged();
  const Finding& found = finding(judgement, "userspace_killer_too_eager");
  EXPECT_FALSE(found.missing.empty()) << "900 MiB may be little or much";
  EXPECT_EQ(english()(found.sentence).find('%'), std::string::npos) << english()(found.sentence);
}

TEST(Survivors, OfALimitWhatIsUnusedIsLeft) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.records.cgroup.declared = {mib(1000), place(7)};
  scene.series("memcg_usage_bytes", {{*scene.incident.when.wall - std::chrono::seconds(5), static_cast<double>(mib(700).count), 3}});
  const Facts facts = facts_of(scene.incident);
  ASSERT_TRUE(facts.was_left);
  EXPECT_EQ(english()(facts.was_left->value), "30 % of the cgroup limit was unused");
  EXPECT_EQ(facts.shortage, Shortage::no);
}

TEST(Survivors, OnlyACounterOfNoneRulesTheKernelOut) {
  for (const std::int64_t kills : {0, 2}) {
    Scene scene(IncidentKind::sigkill_no_oom);
    scene.records.cgroup.oom_kills = {kills, place(9)};
    const std::string said = english()(finding(scene.judged(), "manual_sigkill").sentence);
    EXPECT_EQ(said.starts_with("Not the OOM killer"), kills == 0) << said;
  }
}

TEST(Survivors, OfTwoThatAlmostAgreeTheNarrowerCounts) {
  const Derivation sharp{exactly(mib(1000)), say("one"), place(1)}, wide{Interval{mib(1005), mib(1100)}, say("another"), place(2)};
  EXPECT_EQ(concluded("ram_bytes", {sharp, wide}).size, exactly(mib(1000)));
  EXPECT_EQ(concluded("ram_bytes", {wide, sharp}).size, exactly(mib(1000)));
}

TEST(Survivors, WhoGrewFourTimesAsMuchIsTheOne) {
  Scene scene;
  scene.add(7, Role::backend, mib(500));
  scene.add(8, Role::backend, mib(500));
  scene.capture({{7, mib(100)}, {8, mib(430)}});
  Facts facts = facts_of(scene.incident);
  const Process &one = scene.incident.processes[1], &other = scene.incident.processes[2];
  ASSERT_TRUE(facts.growth(one) && facts.growth(other));
  EXPECT_TRUE(facts.speaks_for_one(one, other)) << "400 MiB against 70";
  EXPECT_FALSE(facts.speaks_for_one(other, one));
}

/// The fit may make a piece of evidence weaker or stronger; it never makes one that speaks against speak for it.
TEST(Survivors, EvidenceSpeaksForWhatItWasJudgedToSpeakFor) {
  for (const Hypothesis* hypothesis : hypotheses())
    for (const Term& term : hypothesis->terms)
      if (term.id != "prior") {
        EXPECT_GE(term.judged * term.decibans, 0) << hypothesis->id << " " << term.id;
      }
}

/// Half of what is beyond the server's own memory, seen after it has been restarted, is files; less may be the new segment.
TEST(Survivors, HalfOfWhatOutlivesTheServerIsFiles) {
  for (const int left : {200, 300}) {
    Scene scene;
    scene.sessions(5, mib(5));
    scene.setting("shared_buffers", "128MB");
    scene.part(PartKind::shared_memory, mib(628));
    scene.incident.postgres.crashed = true;
    scene.incident.postgres.down = std::chrono::seconds(5);
    scene.series("memcg_shmem_bytes", {{*scene.incident.when.wall + std::chrono::seconds(10), static_cast<double>(mib(left).count), 3}});
    const auto evidence = finding(scene.judged(), "tmpfs_or_shm_files").evidence;
    const bool seen = std::any_of(evidence.begin(), evidence.end(), [](const Evidence& one) { return one.term == "outlives_server"; });
    EXPECT_EQ(seen, left == 300) << left;
  }
}

TEST(Survivors, WatermarksAreOfTheMachineNotOfAGroup) {
  for (const IncidentKind kind : {IncidentKind::memcg_oom, IncidentKind::kernel_oom}) {
    Scene scene(kind);
    scene.part(PartKind::free, mib(100));
    ZoneRow zone;
    zone.min = mib(40);
    scene.reports.front().zones.push_back(zone);
    EXPECT_EQ(facts_of(scene.incident).free_now, kind == IncidentKind::kernel_oom ? mib(60) : mib(100));
  }
}

TEST(Survivors, ToHaveStoodStillTellsNothingWhereNobodyGrew) {
  Scene scene;
  scene.add(7, Role::backend, mib(500));
  scene.add(8, Role::backend, mib(300));
  scene.capture({{7, mib(499)}, {8, mib(299)}});
  const auto evidence = finding(scene.judged(), "single_backend").evidence;
  EXPECT_TRUE(std::none_of(evidence.begin(), evidence.end(), [](const Evidence& one) { return one.term == "stable"; }));
}

TEST(Survivors, ATaskTableIsWholeOnlyWithoutEachOfItsDefects) {
  for (const Defect defect :
       {Defect::no_head, Defect::no_kill_line, Defect::no_task_table, Defect::no_task_table_head, Defect::task_table_cut}) {
    Scene scene(IncidentKind::kernel_oom);
    scene.reports.front().defects = {defect};
    EXPECT_EQ(facts_of(scene.incident).sizes_at_kill, defect == Defect::no_head || defect == Defect::no_kill_line);
  }
}

TEST(Survivors, TheServersOwnMemoryIsATenthMoreThanItsBuffers) {
  Scene scene;
  scene.setting("shared_buffers", "100MB");
  scene.part(PartKind::shared_memory, mib(200));
  const Facts facts = facts_of(scene.incident);
  ASSERT_TRUE(facts.beyond_mapped);
  EXPECT_EQ(facts.beyond_mapped->value, mib(90));
}

TEST(Survivors, AWitnessOfALimitTellsWhereSomebodyDied) {
  for (const IncidentKind kind : {IncidentKind::memcg_oom, IncidentKind::sigkill_no_oom, IncidentKind::memory_pressure}) {
    Scene scene(kind);
    scene.incident.report = nullptr;
    scene.incident.oom_witnessed = true;
    scene.incident.ledger.total.reset();
    scene.records.cgroup.max = {MemoryLimit{mib(64), {}}, place(30)};
    const bool applies = finding(scene.judged(), "cgroup_limit_too_small").outcome != Outcome::not_applicable;
    EXPECT_EQ(applies, kind != IncidentKind::memory_pressure);
  }
}

TEST(Survivors, ATenthAndMoreIsToSpareForAKiller) {
  for (const int available : {150, 90}) {
    Scene scene(IncidentKind::userspace_oom_killer);
    SystemEvent event;
    event.kind = SystemEventKind::earlyoom_kill;
    event.available = mib(available), event.total = mib(1000);
    event.cite = place(88);
    scene.records.system_events.push_back(event);
    scene.incident.other_killer = &scene.records.system_events.back();
    EXPECT_EQ(weighs(scene, "userspace_killer_too_eager", "memory_to_spare"), available == 150);
  }
}

TEST(Survivors, AScoreOfOneOrOfTheAdjustmentAloneTellsNoShare) {
  EXPECT_FALSE(share_from_score(1, -500)) << "cut off below";
  EXPECT_FALSE(share_from_score(400, 399));
  EXPECT_TRUE(share_from_score(402, 400));
  EXPECT_TRUE(share_from_score(2, 0));
  EXPECT_FALSE(share_above_adjustment(1000));
  EXPECT_FALSE(share_above_adjustment(2500)) << "no adjustment is above 1000";
  ASSERT_TRUE(share_above_adjustment(1500));
  EXPECT_EQ(share_above_adjustment(1500)->low, 0.5);
}

TEST(Survivors, AMultiplierBeyondItsRangeIsNone) {
  for (const auto& [text, wanted] : {std::pair{"4", 4.0}, {"0.5", 0.0}, {"5000", 0.0}, {"1", 1.0}, {"1000", 1000.0}}) {
    Scene scene;
    const double otherwise = facts_of(scene.incident).hash_mem_multiplier;
    scene.setting("hash_mem_multiplier", text);
    EXPECT_EQ(facts_of(scene.incident).hash_mem_multiplier, wanted > 0 ? wanted : otherwise) << text;
  }
}

TEST(Survivors, KernelsBefore2636HaveTheOldAdjustment) {
  for (const auto& [release, old] :
       {std::pair{"2.6.32-754.el6", true}, {"2.6.35.1", true}, {"2.6.36", false}, {"2.6.39-400", false}, {"3.10.0", false}}) {
    Scene scene(IncidentKind::kernel_oom);
    scene.records.host.kernel_release = {release, place(3)};
    EXPECT_EQ(environment_of(facts_of(scene.incident)).old_kernel, old) << release;
  }
}

TEST(Survivors, WithoutABindingTheOtherNodesMemoryIsFreeToo) {
  Scene scene(IncidentKind::kernel_oom);
  scene.reports.front().constraint = scene.incident.constraint = Constraint::cpuset;
  scene.part(PartKind::free, mib(100));
  ZoneRow zone;
  zone.node = 1, zone.free = mib(400), zone.high = mib(50);
  zone.cite = place(40);
  scene.reports.front().zones.push_back(zone);
  const Facts facts = facts_of(scene.incident);
  const Judgement judgement = judge(facts);
  const Finding& found = finding(judgement, "numa_or_cpuset_binding");
  ASSERT_TRUE(found.counterfactual);
  EXPECT_EQ(found.counterfactual->free_without, facts.free_now + mib(350));
  EXPECT_TRUE(found.counterfactual->sufficient);
}

TEST(Survivors, WithoutAParallelQueryWhatItHeldIsFreeToo) {
  Scene scene;
  scene.part(PartKind::free, mib(10));
  scene.add(7, Role::backend, mib(50));
  Process& worker = scene.add(8, Role::parallel_worker, mib(300));
  worker.leader = Pid(7);
  const Judgement judgement = scene.judged();
  const Finding& found = finding(judgement, "parallel_query");
  ASSERT_TRUE(found.counterfactual);
  EXPECT_EQ(found.counterfactual->free_without, facts_of(scene.incident).free_now + mib(350));
}

TEST(Survivors, AKernelLogThatCoversTheMomentIsNotAskedFor) {
  for (const bool covers : {false, true}) {
    Scene scene(IncidentKind::sigkill_no_oom);
    scene.incident.kernel_log_covers = covers;
    EXPECT_EQ(weighs(scene, "insufficient_evidence", "kernel_log_missing"), !covers);
  }
  EXPECT_FALSE(weighs(Scene(IncidentKind::kernel_oom), "insufficient_evidence", "kernel_log_missing")) << "its report is there";
}

TEST(Survivors, TheKernelsChoiceTellsOfALargeProgramOnly) {
  for (const int gib : {3, 5}) {
    Scene scene(IncidentKind::kernel_oom);
    scene.incident.processes.clear();
    scene.incident.ledger.total.reset();
    scene.add(900, Role::external, mib(1024 * gib), "java");
    scene.incident.victims = {0};
    scene.reports.front().tasks.clear();
    scene.reports.front().kills.front().anon_rss = mib(1024 * gib);
    EXPECT_EQ(weighs(scene, "external_process", "chosen"), gib == 5);
    EXPECT_EQ(weighs(scene, "external_process", "only_one_seen"), gib == 3);
  }
}

TEST(Survivors, WhoWasKilledIsSaidByWhoIsAtFault) {
  Scene scene;
  scene.add(7, Role::backend, mib(500));
  scene.add(8, Role::backend, mib(3));
  Process& worker = scene.add(9, Role::parallel_worker, mib(3));
  const auto said = [&](std::vector<std::size_t> victims, std::size_t culprit) {
    scene.incident.victims = std::move(victims);
    return english()(victim_words(facts_of(scene.incident), &scene.incident.processes[culprit]));
  };
  EXPECT_EQ(said({1}, 1), "; it was also the victim");
  EXPECT_EQ(said({1, 2}, 1), "; it was the first victim, with 1 more");
  EXPECT_EQ(said({2, 1}, 1), "; the processes killed were pid 8 and 1 more");
  worker.leader = Pid(7);
  EXPECT_EQ(said({3}, 1), "; one of its parallel workers, pid 9, was killed");
  EXPECT_EQ(said({3}, 2), "; the process killed was pid 9") << "another one's worker";
}

TEST(Survivors, OvercommitKbytesIsSaidInKbytes) {
  Scene scene(IncidentKind::enomem);
  scene.records.sysctl["vm.overcommit_memory"] = {"2", {}, place(61)};
  scene.records.sysctl["vm.overcommit_kbytes"] = {"2048", {}, place(62)};
  EXPECT_EQ(english()(scene.item("commit_limit").found), "vm.overcommit_kbytes = 2048");
}

TEST(Survivors, OnePageIsNeverFragmentation) {
  for (const int order : {0, 3}) {
    Scene scene(IncidentKind::kernel_oom);
    scene.reports.front().invocation.emplace().order = order;
    EXPECT_EQ(weighs(scene, "fragmentation", "order_0"), order == 0);
  }
}

TEST(Survivors, AScoreOfHalfAndMoreTellsOfAnotherProgram) {
  for (const int score : {700, 400}) {
    Scene scene(IncidentKind::kernel_oom);
    scene.incident.processes.clear();
    scene.add(900, Role::external, mib(700), "java");
    scene.incident.ledger.total.reset();
    scene.incident.victims = {0};
    scene.reports.front().tasks.clear();
    scene.reports.front().kills.front().candidate.emplace().score = score;
    EXPECT_EQ(weighs(scene, "external_process", "score"), score == 700);
  }
}

TEST(Survivors, BesideAHandfulAreTheOthers) {
  Scene scene;
  scene.sessions(40, mib(2));
  for (int pid = 1000; pid < 1005; ++pid) scene.add(pid, Role::backend, mib(160)).application = "bi";
  const Judgement judgement = scene.judged();
  std::string said;
  for (const Evidence& one : finding(judgement, "too_many_backends").evidence) said += english()(one.claim) + "\n";
  EXPECT_NE(said.find("the other 40 far less"), std::string::npos) << said;
}

}  // namespace
}  // namespace laststraw::judge::test
