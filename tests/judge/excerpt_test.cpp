// What can be said of an excerpt: a kill line alone, a server's log alone, a refusal.
#include <gtest/gtest.h>

#include "judge/excerpt.hpp"
#include "judge/scene.hpp"
#include "judge/why_victim.hpp"

namespace laststraw::judge {
namespace {

using test::finding;
using test::Scene;

/// A kill line and the candidate's line before it; nothing else is known.
Scene kill_line(const char* comm, int score, Bytes anon, Bytes shared = {}) {
  Scene scene(IncidentKind::kernel_oom);
  scene.incident.ledger = {};
  scene.incident.processes.clear();
  OomReport& report = scene.reports.back();
  report.tasks.clear();
  report.defects = {Defect::no_head, Defect::no_task_table};
  Kill& kill = report.kills.front();
  kill.pid = Pid(100);
  kill.comm = comm;
  kill.anon_rss = anon;
  kill.file_rss = Bytes{0};
  kill.shmem_rss = shared;
  kill.candidate = laststraw::Candidate{Pid(100), comm, score, test::place(98)};
  const bool postgres = std::string_view(comm) == "postgres";
  Process& victim = scene.add(100, postgres ? Role::unknown_postgres : Role::external, anon, comm);
  victim.shmem = shared;
  victim.victim = true;
  scene.incident.victims = {0};
  return scene;
}

TEST(Score, TellsTheShareAndTheTotal) {
  const auto share = share_from_score(850, 0);
  ASSERT_TRUE(share);
  EXPECT_DOUBLE_EQ(share->low, 0.850);
  const auto total = total_from_share(*share, exactly(mib(81920)));
  ASSERT_TRUE(total);
  EXPECT_NEAR(static_cast<double>(total->low.count), 81920.0 * 1048576 / 0.851, 1e9);
  EXPECT_NEAR(static_cast<double>(total->high.count), 81920.0 * 1048576 / 0.850, 1e9);
}

TEST(Score, SaysNothingWhereTheAdjustmentExplainsIt) {
  EXPECT_FALSE(share_from_score(1000, 0)) << "cut off by some kernels";
  EXPECT_FALSE(share_from_score(1, 0));
  EXPECT_FALSE(share_from_score(900, 900));
  EXPECT_FALSE(total_from_share({0.85, 0.851}, exactly(Bytes{0})));
}

TEST(Score, AboveAThousandLeavesAShareWhateverTheAdjustment) {
  const auto share = share_above_adjustment(1974);
  ASSERT_TRUE(share);
  EXPECT_DOUBLE_EQ(share->low, 0.974);
  EXPECT_DOUBLE_EQ(share->high, 1.0);
  EXPECT_FALSE(share_above_adjustment(1000));
}

TEST(NearMiss, LeansAndNeverDecides) {
  Scene scene(IncidentKind::memory_pressure);
  scene.incident.ledger = {};
  scene.records.meminfo.total = {mib(1000), test::place(1)};
  scene.incident.pressure = Pressure{"0.6 % of the RAM was available, and no swap was left", test::place(5), {}, {}};
  scene.sessions(8, mib(2));
  scene.add(200, Role::backend, mib(800)).statement = "SELECT array_agg(t) FROM trade t";
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
  EXPECT_EQ(judgement.findings.front().cause, "single_backend");
  EXPECT_EQ(english()(judgement.summary)
                .find("A near miss: 0.6 % of the RAM was available, and no swap was left. What was read tells of no kill"),
            0u)
      << english()(judgement.summary);
  EXPECT_EQ(finding(judgement, "manual_sigkill").outcome, Outcome::not_applicable);
  EXPECT_EQ(facts_of(scene.incident).shortage, Shortage::yes);
}

TEST(OwnLimit, SizesBeyond2To63AreShownAsPrinted) {
  Scene scene(IncidentKind::postgres_limit);
  PgEvent limit;
  limit.kind = PgEventKind::value_limit;
  limit.message = "invalid memory alloc request size 18446744073709551613";
  limit.requested = kLargest;
  scene.incident.limit = &limit;
  EXPECT_NE(english()(scene.judged().summary).find("a request of 18446744073709551613 bytes"), std::string::npos)
      << english()(scene.judged().summary);
}

TEST(OwnLimit, IsSaidWhoeverReachedIt) {
  Scene scene(IncidentKind::postgres_limit);
  scene.incident.ledger = {};
  scene.incident.processes.clear();
  PgEvent limit;
  limit.kind = PgEventKind::value_limit;
  limit.message = "invalid memory alloc request size 1073741824";
  limit.requested = mib(1024);
  limit.cite = test::place(3);
  scene.incident.limit = &limit;
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.verdict, VerdictKind::culprit);
  EXPECT_NE(english()(judgement.summary).find("limit of 1 GB"), std::string::npos) << english()(judgement.summary);
}

TEST(Badness, ErasByRelease) {
  EXPECT_EQ(era_of("2.6.18-398.el5"), BadnessEra::virtual_size);
  EXPECT_EQ(era_of("2.6.39"), BadnessEra::thousandths);
  EXPECT_EQ(era_of("3.10.0-1160.el7.x86_64"), BadnessEra::pages_root_bonus);
  EXPECT_EQ(era_of("4.18.0-553.el8_10.x86_64"), BadnessEra::pages);
  EXPECT_EQ(era_of("6.12.107+deb12-cloud-amd64"), BadnessEra::pages_signed);
  EXPECT_EQ(era_of(""), BadnessEra::unknown);
}

TEST(Badness, RanksByPointsAndSparesWhatIsNeverKilled) {
  OomReport report;
  report.invocation = Invocation{};
  report.invocation->kernel_release = "6.1.0";
  for (const auto& [pid, rss, adj] : {std::tuple{1, 300, -1000}, std::tuple{2, 100, 0}, std::tuple{3, 50, 200}}) {
    TaskRow row;
    row.pid = row.tgid = Pid(pid);
    row.rss = mib(rss);
    row.oom_score_adj = adj;
    report.tasks.push_back(row);
  }
  const auto why = why_victim(report, Pid(3), mib(1000));
  ASSERT_TRUE(why);
  ASSERT_EQ(why->rows.size(), 2U);
  EXPECT_EQ(why->rank, 0U);
  EXPECT_EQ(why->rows[0].points, 250);
  EXPECT_EQ(why->rows[0].of_adjustment, 200);
  EXPECT_EQ(why->next, Pid(2));
  ASSERT_EQ(why->spared.size(), 1U);
  EXPECT_EQ(why->spared[0].pid, Pid(1));
}

TEST(KillLine, LargeByItsScoreIsTheCulprit) {
  const Judgement judgement = kill_line("postgres", 850, mib(81920)).judged();
  EXPECT_EQ(judgement.findings[0].cause, "single_backend");
  EXPECT_GE(judgement.findings[0].likelihood, 0.9);
  ASSERT_FALSE(judgement.quantities.empty());
  EXPECT_EQ(judgement.quantities[0].name, "total_bytes");
  EXPECT_LT(judgement.quantities[0].size.low, judgement.quantities[0].size.high);
  EXPECT_EQ(english()(judgement.quantities[0].derivations.at(0).how), "the victim's size and its score, 850 thousandths");
}

TEST(KillLine, TheMachinesSizeIsAskedForWhereItWouldDecide) {
  Scene scene = kill_line("postgres", 0, mib(12000));
  scene.reports.back().kills.front().candidate.reset();
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
  const Finding& left = finding(judgement, "insufficient_evidence");
  ASSERT_FALSE(left.missing.empty());
  EXPECT_NE(english()(left.missing[0].how_to_get_it).find("--ram SIZE"), std::string::npos);
  EXPECT_NE(english()(judgement.summary).find("how much RAM and swap the machine has"), std::string::npos);
}

TEST(KillLine, SmallByItsScoreDecidesNothing) {
  const Judgement judgement = kill_line("postgres", 60, mib(900)).judged();
  EXPECT_EQ(judgement.findings[0].cause, "insufficient_evidence");
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
}

TEST(KillLine, OfAnotherProgramBlamesNoSession) {
  const Judgement judgement = kill_line("java", 940, mib(15000)).judged();
  EXPECT_EQ(judgement.findings[0].cause, "external_process");
  EXPECT_GE(judgement.findings[0].likelihood, 0.5);
  for (const Finding& finding : judgement.findings)
    EXPECT_TRUE((finding.cause != "single_backend" && finding.cause != "too_many_backends") || finding.outcome == Outcome::not_applicable)
        << finding.cause;
}

TEST(KillLine, MostlySharedMemoryPointsAtSharedBuffers) {
  EXPECT_EQ(kill_line("postgres", 620, mib(200), mib(9800)).judged().findings[0].cause, "shared_buffers_too_large");
}

/// A server's log alone: a session that died of signal 9 while it ran `statement`.
Scene died_running(const char* statement, Role role = Role::backend) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.incident.ledger = {};
  scene.incident.processes.clear();
  scene.history.entries = 5;
  Process& victim = scene.add(100, role, Bytes{0});
  victim.anon.reset();
  victim.rss.reset();
  victim.statement = statement;
  victim.statement_in_flight = true;
  victim.statement_cite = test::place(7);
  victim.victim = true;
  scene.incident.victims = {0};
  return scene;
}

TEST(LogOnly, WhatItRanDecidesWhatCanBeSaid) {
  struct Row {
    const char *statement, *cause;
    double at_least, at_most;
  };
  for (const Row& row :
       {Row{"select array_agg(i) from generate_series(1, 900000000) i", "single_backend", 0.5, 1},
        Row{"create index on t (a)", "maintenance_storm", 0.5, 1}, Row{"select * from t where id = 5", "insufficient_evidence", 0, 0.7}}) {
    const Judgement judgement = died_running(row.statement).judged();
    EXPECT_EQ(judgement.findings[0].cause, row.cause) << row.statement;
    EXPECT_GE(judgement.findings[0].likelihood, row.at_least) << row.statement;
    EXPECT_LE(judgement.findings[0].likelihood, row.at_most) << row.statement;
  }
  EXPECT_EQ(died_running("select count(*) from t", Role::parallel_worker).judged().findings[0].cause, "parallel_query");
}

TEST(Limits, AreNoVerdictOnMemory) {
  Scene scene(IncidentKind::postgres_limit);
  PgEvent event;
  event.kind = PgEventKind::value_limit;
  event.cite = test::place(3);
  event.requested = kLargest;
  scene.incident.limit = &event;
  const Judgement judgement = scene.judged();
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
  EXPECT_NE(english()(judgement.summary).find("damaged data"), std::string::npos) << english()(judgement.summary);
  event.kind = PgEventKind::lock_table_full;
  event.requested.reset();
  EXPECT_NE(english()(scene.judged().summary).find("max_locks_per_transaction"), std::string::npos);
}

TEST(Priors, LeadNothing) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.incident.ledger = {};
  scene.incident.processes.clear();
  scene.history.entries = 1;
  EXPECT_EQ(scene.judged().findings[0].cause, "insufficient_evidence");
}

}  // namespace
}  // namespace laststraw::judge
