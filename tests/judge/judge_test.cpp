#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "judge/scene.hpp"

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
  EXPECT_EQ(leading.mechanism, Mechanism::aggregate);
  EXPECT_EQ(leading.culprit.pid(), Pid(7));
  EXPECT_EQ(std::get<SessionAtFault>(leading.culprit.who).user, "etl");
  EXPECT_TRUE(leading.counterfactual->sufficient);
  EXPECT_EQ(leading.counterfactual->free_without, mib(695));
  EXPECT_NE(english()(judgement.summary).find("pid 7 (etl@shop)"), std::string::npos);
}

TEST(Judge, TheGrowingOneOfTwoLargeOnes) {
  Scene scene;
  scene.sessions(6, mib(5));
  scene.add(7, Role::backend, mib(450));
  scene.add(8, Role::backend, mib(400));
  scene.capture({{7, mib(448)}, {8, mib(5)}, {1, mib(3)}});
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "single_backend");
  EXPECT_EQ(leading.culprit.pid(), Pid(8)) << "the larger one stood still";
}

TEST(Judge, ManyEqualSessionsAreALastStraw) {
  Scene scene;
  scene.sessions(80, mib(11));
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.verdict, VerdictKind::last_straw);
  EXPECT_EQ(judgement.findings.front().cause, "too_many_backends");
  EXPECT_EQ(std::get<GroupAtFault>(judgement.findings.front().culprit.who).count, 80);
  EXPECT_EQ(finding(judgement, "single_backend").outcome, Outcome::refuted);
}

TEST(Judge, NeighbourIsNamedWithItsProgram) {
  Scene scene(IncidentKind::kernel_oom);
  scene.sessions(10, mib(5));
  scene.part(PartKind::postgres_private, mib(55));
  scene.add(900, Role::external, mib(600), "/usr/bin/java -jar app.jar");
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "external_process");
  EXPECT_EQ(std::get<ProcessAtFault>(leading.culprit.who).name, "/usr/bin/java -jar app.jar");
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
    scene.part(PartKind::shared_memory, mib(resident ? 690 : 60));
    const Judgement judgement = scene.judged();
    EXPECT_EQ(finding(judgement, "shared_buffers_too_large").outcome, resident ? Outcome::supported : Outcome::refuted);
    EXPECT_EQ(judgement.findings.front().cause == "shared_buffers_too_large", resident);
  }
}

TEST(Judge, UnusedHugePagesMatterToTheHostOnly) {
  Scene host(IncidentKind::kernel_oom);
  host.sessions(10, mib(10));
  host.part(PartKind::huge_pages_free, mib(400));
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
  group.part(PartKind::shared_memory, mib(420));
  group.series("mem_available_bytes", {{*group.incident.when.wall, 16e9, 5}});
  EXPECT_EQ(group.judged().findings.front().cause, "cgroup_limit_too_small");
}

TEST(Judge, ParallelQueryByWorkersAndSharedMemoryBeyondSharedBuffers) {
  Scene scene;
  scene.sessions(5, mib(2));
  scene.add(7, Role::backend, mib(3)).shmem = mib(300);
  scene.add(8, Role::parallel_worker, mib(3)).leader = Pid(7);
  scene.setting("shared_buffers", "128MB");
  scene.part(PartKind::shared_memory, mib(800));
  const Finding leading = scene.judged().findings.front();
  EXPECT_EQ(leading.cause, "parallel_query");
  EXPECT_EQ(leading.culprit.pid(), Pid(7));
}

TEST(Judge, PageTablesByTheirShare) {
  Scene scene;
  scene.sessions(30, mib(3));
  scene.part(PartKind::page_tables, mib(300));
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
      EXPECT_NE(english()(judgement.summary).find("kernel log"), std::string::npos) << "what is missing is said";
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
  scene.part(PartKind::shared_memory, mib(100));
  scene.part(PartKind::page_tables, mib(10));
  for (const Finding& found : scene.judged().findings)
    for (const Evidence& evidence : found.evidence) {
      EXPECT_FALSE(evidence.claim.empty()) << found.cause;
      EXPECT_GT(evidence.cite.at.first_line, 0u) << found.cause << ": " << english()(evidence.claim);
      const auto& terms =
          (*std::find_if(hypotheses().begin(), hypotheses().end(), [&](const Hypothesis* h) { return h->id == found.cause; }))->terms;
      EXPECT_TRUE(std::any_of(terms.begin(), terms.end(), [&](const Term& term) {
        return term.id == evidence.term && term.decibans == evidence.decibans;
      })) << evidence.term;
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

TEST(Weights, EveryHypothesisHasAPriorAndEveryTermIsSaidOnce) {
  for (const Hypothesis* hypothesis : hypotheses()) {
    std::set<std::string_view> seen;
    for (const Term& term : hypothesis->terms) {
      EXPECT_TRUE(seen.insert(term.id).second) << hypothesis->id << "." << term.id << " twice";
      EXPECT_FALSE(term.means.empty() || term.source.empty()) << hypothesis->id << "." << term.id;
    }
    EXPECT_EQ(seen.count("prior"), 1u) << hypothesis->id;
  }
}

/// The threshold that a hypothesis uses is the one its sentence says.
TEST(Weights, SentencesSayTheThresholds) {
  const auto said = [](const Hypothesis& hypothesis, std::string_view id) {
    for (const Term& term : hypothesis.terms)
      if (term.id == id) return english()(sentence(term));
    return std::string();
  };
  EXPECT_EQ(said(page_tables, "noticeable"), "Page tables are between 10 and 18 % of the total.");
  EXPECT_EQ(said(too_many_backends, "dozens"), "40 sessions or more.");
  for (const Hypothesis* hypothesis : hypotheses())
    for (const Term& term : hypothesis->terms) {
      EXPECT_EQ(term.means.find("{0}") != std::string_view::npos, term.first != 0) << hypothesis->id << "." << term.id;
      EXPECT_EQ(term.means.find("{1}") != std::string_view::npos, term.second != 0) << hypothesis->id << "." << term.id;
    }
}

TEST(Culprit, IsWhatItIs) {
  Scene tables;
  tables.sessions(30, mib(3));
  tables.part(PartKind::page_tables, mib(300));
  EXPECT_TRUE(std::holds_alternative<KernelAtFault>(tables.judged().findings.front().culprit.who))
      << "page tables are not counted like sessions";

  Scene killed(IncidentKind::sigkill_no_oom);
  killed.add(7, Role::backend, mib(20));
  killed.incident.victims.push_back(killed.incident.processes.size() - 1);
  killed.incident.kernel_log_covers = true;
  killed.incident.kernel_log_cite = place(80);
  const Culprit sender = killed.judged().findings.front().culprit;
  ASSERT_TRUE(std::holds_alternative<UnknownSender>(sender.who));
  EXPECT_EQ(sender.pid(), std::nullopt) << "the victim's pid is not the sender's";
  EXPECT_EQ(sender.bytes, std::nullopt);
}

TEST(Judge, AProcessLimitIsTheBudgetWhereOvercommitIsNotStrict) {
  Scene scene(IncidentKind::enomem);
  PgEvent refusal;
  refusal.kind = PgEventKind::out_of_memory;
  refusal.writer = Pid(100);
  refusal.cite = place(90);
  scene.incident.refusal = &refusal;
  scene.incident.ledger = {};
  scene.records.meminfo.commit_limit = {mib(64 << 10), place(80)};
  scene.records.limits.address_space = {MemoryLimit{.size = mib(900)}, place(82)};
  scene.records.sysctl["vm.overcommit_memory"] = {"0", {}, place(81)};
  scene.add(100, Role::backend, mib(770));
  scene.add(101, Role::backend, mib(3));
  EXPECT_EQ(facts_of(scene.incident).total->value, mib(900));
  EXPECT_EQ(scene.judged().findings.front().cause, "single_backend");
  scene.records.sysctl["vm.overcommit_memory"] = {"2", {}, place(81)};
  EXPECT_EQ(facts_of(scene.incident).total->value, kib(64 << 20)) << "strict overcommit is the narrower question";
}

}  // namespace
}  // namespace laststraw::judge
