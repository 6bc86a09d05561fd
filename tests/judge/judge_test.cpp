#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "judge/scene.hpp"
#include "judge/weights.hpp"

namespace laststraw::judge {
namespace {

using test::finding;
using test::place;
using test::Scene;

TEST(Judge, LikelihoodsSumToOneAndAreRanked) {
  Scene scene;
  scene.sessions(10, mib(5));
  scene.add(7, Role::backend, mib(700));
  const Judgement judgement = scene.judged();
  double sum = 0, before = 1;
  for (const Finding& found : judgement.findings) {
    sum += found.likelihood;
    EXPECT_LE(found.likelihood, before);
    before = found.likelihood;
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_EQ(judgement.findings.size(), hypotheses().size());
}

TEST(Judge, OneSessionFarAboveItsPeers) {
  Scene scene;
  scene.sessions(10, mib(5));
  Process& hog = scene.add(7, Role::backend, mib(700));
  hog.user = "etl";
  hog.database = "shop";
  hog.statement = "select array_agg(x) from t";
  hog.statement_in_flight = true;
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.verdict, VerdictKind::culprit);
  const Finding& leading = judgement.findings.front();
  EXPECT_EQ(leading.cause, "single_backend");
  EXPECT_EQ(leading.mechanism, "aggregate");
  EXPECT_EQ(leading.culprit.pid, Pid(7));
  EXPECT_EQ(leading.culprit.user, "etl");
  EXPECT_TRUE(leading.counterfactual->sufficient);
  EXPECT_EQ(leading.counterfactual->free_without, mib(695));
  EXPECT_NE(judgement.summary.find("pid 7 (etl@shop)"), std::string::npos);
}

TEST(Judge, TheGrowingOneOfTwoLargeOnes) {
  Scene scene;
  scene.sessions(6, mib(5));
  scene.add(7, Role::backend, mib(450));
  scene.add(8, Role::backend, mib(400));
  scene.capture({{7, mib(448)}, {8, mib(5)}, {1, mib(3)}});
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "single_backend");
  EXPECT_EQ(leading.culprit.pid, Pid(8)) << "the larger one stood still";
}

TEST(Judge, ManyEqualSessionsAreALastStraw) {
  Scene scene;
  scene.sessions(80, mib(11));
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.verdict, VerdictKind::last_straw);
  EXPECT_EQ(judgement.findings.front().cause, "too_many_backends");
  EXPECT_EQ(judgement.findings.front().culprit.count, 80);
  EXPECT_EQ(finding(judgement, "single_backend").outcome, Outcome::refuted);
}

TEST(Judge, NeighbourIsNamedWithItsProgram) {
  Scene scene(IncidentKind::kernel_oom);
  scene.sessions(10, mib(5));
  scene.part("postgres private", mib(55));
  scene.add(900, Role::external, mib(600), "/usr/bin/java -jar app.jar");
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "external_process");
  EXPECT_EQ(leading.culprit.name, "/usr/bin/java -jar app.jar");
}

TEST(Judge, UncertainSizesDecideNothing) {
  // A program whose resident size may all be shared is no proof, and no refutation either.
  Scene scene(IncidentKind::kernel_oom);
  scene.sessions(3, mib(5));
  scene.add(900, Role::external, mib(0), "java").anon = {Bytes{0}, mib(600)};
  const Judgement judgement = scene.judged();
  EXPECT_TRUE(finding(judgement, "external_process").evidence.empty());
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
}

TEST(Judge, SharedBuffersByWhatIsResident) {
  for (const bool resident : {true, false}) {
    Scene scene;
    scene.sessions(20, mib(10));
    scene.setting("shared_buffers", "700MB");
    scene.part("shared memory", mib(resident ? 690 : 60));
    const Judgement judgement = scene.judged();
    EXPECT_EQ(finding(judgement, "shared_buffers_too_large").outcome, resident ? Outcome::supported : Outcome::refuted);
    EXPECT_EQ(judgement.findings.front().cause == "shared_buffers_too_large", resident);
  }
}

TEST(Judge, UnusedHugePagesMatterToTheHostOnly) {
  Scene host(IncidentKind::kernel_oom);
  host.sessions(10, mib(10));
  host.part("huge pages free", mib(400));
  host.reports.back().huge_pages.push_back({0, 200, 200, 0, kib(2048), place(40)});
  EXPECT_EQ(host.judged().findings.front().cause, "hugepages_over_reserved");
  Scene group;
  group.reports.back().huge_pages.push_back({0, 200, 200, 0, kib(2048), place(40)});
  EXPECT_EQ(finding(group.judged(), "hugepages_over_reserved").outcome, Outcome::not_applicable);
}

TEST(Judge, LimitTooSmallNeedsALimit) {
  Scene host(IncidentKind::kernel_oom);
  host.sessions(10, mib(10));
  EXPECT_EQ(finding(host.judged(), "cgroup_limit_too_small").outcome, Outcome::not_applicable);
  Scene group;
  group.sessions(25, mib(10));
  group.setting("shared_buffers", "500MB");
  group.setting("max_connections", "200");
  group.setting("work_mem", "4MB");
  group.part("shared memory", mib(420));
  const AlignedSeries::Point then{*group.incident.when.wall, 16e9, 5};
  group.incident.series.push_back({"mem_available_bytes", "bytes", SourceId{0}, {&then, 1}});
  EXPECT_EQ(group.judged().findings.front().cause, "cgroup_limit_too_small");
}

TEST(Judge, ParallelQueryByWorkersAndSharedMemoryBeyondSharedBuffers) {
  Scene scene;
  scene.sessions(5, mib(2));
  scene.add(7, Role::backend, mib(3)).shmem = mib(300);
  scene.add(8, Role::parallel_worker, mib(3)).leader = Pid(7);
  scene.setting("shared_buffers", "128MB");
  scene.part("shared memory", mib(800));
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "parallel_query");
  EXPECT_EQ(leading.culprit.pid, Pid(7));
}

TEST(Judge, PageTablesByTheirShare) {
  Scene scene;
  scene.sessions(30, mib(3));
  scene.part("page tables", mib(300));
  EXPECT_EQ(scene.judged().findings.front().cause, "page_tables");
}

TEST(Judge, CachesBeyondWhatWorkMemExplains) {
  Scene scene;
  scene.sessions(25, mib(30));
  scene.setting("work_mem", "4MB");
  EXPECT_EQ(scene.judged().findings.front().cause, "catalog_cache_bloat");
  scene.setting("work_mem", "64MB");
  EXPECT_EQ(finding(scene.judged(), "catalog_cache_bloat").outcome, Outcome::refuted);
}

TEST(Judge, SigkillCountsOnlyWhereTheKernelLogWouldHaveToSpeak) {
  for (const bool covers : {true, false}) {
    Scene scene(IncidentKind::sigkill_no_oom);
    scene.add(7, Role::backend, mib(20));
    scene.incident.victims.push_back(scene.incident.processes.size() - 1);
    scene.incident.kernel_log_covers = covers;
    scene.incident.kernel_log_cite = place(80);
    const Judgement judgement = scene.judged();
    EXPECT_EQ(judgement.findings.front().cause == "manual_sigkill", covers);
    EXPECT_EQ(judgement.verdict == VerdictKind::undecided, !covers);
    if (!covers) {
      EXPECT_NE(judgement.summary.find("kernel log"), std::string::npos) << "what is missing is said";
    }
  }
}

TEST(Judge, KernelReportRulesOutAPerson) {
  Scene scene;
  scene.sessions(3, mib(5));
  EXPECT_EQ(finding(scene.judged(), "manual_sigkill").outcome, Outcome::refuted);
}

TEST(Judge, NothingKnownIsUndecided) {
  Scene scene;
  scene.reports.back().tasks.clear();
  scene.incident.processes.clear();
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
  EXPECT_EQ(judgement.findings.front().cause, "insufficient_evidence");
  EXPECT_FALSE(judgement.findings.front().missing.empty());
}

TEST(Judge, EveryClaimHasAPlaceAndWords) {
  Scene scene;
  scene.sessions(10, mib(5));
  scene.add(7, Role::backend, mib(700));
  scene.add(900, Role::external, mib(50), "java");
  scene.setting("shared_buffers", "128MB");
  scene.setting("work_mem", "4MB");
  scene.setting("max_connections", "100");
  scene.part("shared memory", mib(100));
  scene.part("page tables", mib(10));
  for (const Finding& found : scene.judged().findings)
    for (const Evidence& evidence : found.evidence) {
      EXPECT_FALSE(evidence.claim.empty()) << found.cause;
      EXPECT_GT(evidence.cite.at.first_line, 0u) << found.cause << ": " << evidence.claim;
      EXPECT_EQ(evidence.decibans, weight(found.cause, evidence.term));
    }
}

TEST(Judge, MoreOfTheSameNeverLowersALikelihood) {
  double before = 0;
  for (int size = 100; size <= 900; size += 50) {
    Scene scene;
    scene.sessions(10, mib(5));
    scene.add(7, Role::backend, mib(size));
    const double now = finding(scene.judged(), "single_backend").likelihood;
    EXPECT_GE(now, before - 1e-12) << size;
    before = now;
  }
}

TEST(Weights, EveryHypothesisHasAPriorAndEveryTermAHypothesis) {
  std::set<std::string_view> causes;
  for (const Hypothesis& hypothesis : hypotheses()) {
    causes.insert(hypothesis.id);
    EXPECT_NO_FATAL_FAILURE(weight(hypothesis.id, "prior"));
  }
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Term& term : terms()) {
    EXPECT_TRUE(causes.count(term.cause)) << term.cause;
    EXPECT_TRUE(seen.insert({term.cause, term.id}).second) << term.cause << "." << term.id << " twice";
    EXPECT_FALSE(term.means.empty() || term.source.empty()) << term.cause << "." << term.id;
  }
}

TEST(Judge, AProcessLimitIsTheBudgetWhereOvercommitIsNotStrict) {
  Scene scene(IncidentKind::enomem);
  PgEvent refusal;
  refusal.kind = PgEventKind::out_of_memory;
  refusal.writer = Pid(100);
  refusal.cite = place(90);
  scene.incident.refusal = &refusal;
  scene.incident.ledger = {};
  scene.records.meminfo["CommitLimit"] = {std::to_string(64 << 20), "kB", place(80)};
  scene.records.host["limit_address_space"] = {std::to_string(mib(900).count), {}, place(82)};
  scene.records.sysctl["vm.overcommit_memory"] = {"0", {}, place(81)};
  scene.add(100, Role::backend, mib(770));
  scene.add(101, Role::backend, mib(3));
  EXPECT_EQ(facts_of(scene.incident).total, mib(900));
  EXPECT_EQ(scene.judged().findings.front().cause, "single_backend");
  scene.records.sysctl["vm.overcommit_memory"] = {"2", {}, place(81)};
  EXPECT_EQ(facts_of(scene.incident).total, kib(64 << 20)) << "strict overcommit is the narrower question";
}

}  // namespace
}  // namespace laststraw::judge
