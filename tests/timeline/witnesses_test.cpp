// A witness that saw an OOM kill outweighs another's silence.
#include <gtest/gtest.h>

#include "judge/hypotheses.hpp"
#include "timeline/world.hpp"

namespace laststraw::timeline {
namespace {

using namespace test;

std::string verdict_on(const Incident& incident) { return english()(judge::judge(judge::facts_of(incident)).summary); }

const Finding& finding_of(const Judgement& judgement, std::string_view cause) {
  return *std::find_if(judgement.findings.begin(), judgement.findings.end(),
                       [&](const Finding& finding) { return finding.cause == cause; });
}

void expect_an_oom_kill(const World& world) {
  ASSERT_EQ(world.incidents.size(), 1u) << "one death, one incident";
  const Incident& incident = world.incidents[0];
  EXPECT_TRUE(incident.kind == IncidentKind::kernel_oom || incident.kind == IncidentKind::memcg_oom);
  EXPECT_TRUE(incident.oom_witnessed);
  EXPECT_FALSE(incident.kernel_log_covers) << "somebody saw the kill: the log is not whole";
  ASSERT_FALSE(incident.witnesses.empty());
  const Judgement judgement = judge::judge(judge::facts_of(incident));
  EXPECT_EQ(finding_of(judgement, "manual_sigkill").outcome, Outcome::refuted);
  EXPECT_EQ(english()(judgement.summary).find("Not the OOM killer"), std::string::npos);
}

TEST(Witness, SystemdNotesAnOomKill) {
  World world;
  world.covers(9h, 11h);
  world.event(SystemEventKind::unit_oom_kill, utc(10h + 300ms)).subject = "postgresql.service";
  world.event(SystemEventKind::unit_oom_kill, utc(10h + 20s)).subject = "postgresql.service";
  world.died(10h, 7);
  world.find();
  expect_an_oom_kill(world);
}

TEST(Witness, ContainerWasOomKilled) {
  World world;
  world.covers(9h, 11h);
  world.records.cgroup.max = {MemoryLimit{.size = mib(192)}, {}};
  world.event(SystemEventKind::container_oom, utc(10h + 1s), "Reason: OOMKilled").subject = "postgres (OOMKilled)";
  world.died(10h, 7, 1);
  world.find();
  expect_an_oom_kill(world);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::memcg_oom) << "it has a limit";
}

TEST(Witness, WithoutATimeSpeaksOfTheOnlyDeath) {
  Stamp zero = utc(0s);  // docker inspect: "FinishedAt": "0001-01-01T00:00:00Z"
  zero.civil = Micros(std::chrono::sys_days{std::chrono::year{1} / 1 / 1}.time_since_epoch());
  for (const Stamp& stamp : {Stamp{}, zero}) {
    World world;
    world.covers(9h, 11h);
    world.event(SystemEventKind::container_oom, stamp, "\"OOMKilled\": true").subject = "/pg (OOMKilled)";
    world.died(10h, 7, 1);
    world.find();
    expect_an_oom_kill(world);
  }
}

TEST(Witness, CounterSpeaksOfTheOnlyDeath) {
  for (const auto counter : {&CgroupMemory::oom_kills, &CgroupMemory::v1_oom_kills}) {
    World world;
    world.covers(9h, 11h);
    world.records.cgroup.*counter = {1, at(0, 3, "oom_kill 1")};
    world.died(10h, 7);
    world.find();
    expect_an_oom_kill(world);
  }
}

TEST(Witness, CounterOfSeveralDeathsDecidesNone) {
  World world;
  world.covers(9h, 15h);
  world.records.cgroup.oom_kills = {1, at(0, 3, "oom_kill 1")};
  for (const int hour : {10, 12}) {
    world.died(hour * 1h, 7 + hour);
    world.builder.add(entry(utc(hour * 1h + 5s), 300, "database system is ready to accept connections"));
  }
  for (const Incident& incident : world.find()) {
    EXPECT_EQ(incident.kind, IncidentKind::sigkill_no_oom);
    EXPECT_FALSE(incident.kernel_log_covers);
    EXPECT_EQ(verdict_on(incident).find("Not the OOM killer"), std::string::npos);
  }
}

TEST(Witness, AloneIsAnIncident) {
  World world;
  world.event(SystemEventKind::unit_oom_kill, utc(10h)).subject = "postgresql.service";
  ASSERT_EQ(world.find().size(), 1u);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::kernel_oom);
}

TEST(Witness, AddsToTheKernelsReport) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(10h), 7));
  world.event(SystemEventKind::unit_oom_kill, utc(10h + 300ms)).subject = "postgresql.service";
  ASSERT_EQ(world.find().size(), 1u);
  EXPECT_EQ(world.incidents[0].witnesses.size(), 1u);
}

TEST(NoWitness, ExitCode137AndAnotherProgramsUnit) {
  World world;
  world.covers(9h, 11h);
  world.event(SystemEventKind::container_oom, utc(10h + 1s), "Exit Code: 137").subject = "postgres (exit code 137)";
  world.event(SystemEventKind::unit_oom_kill, utc(10h + 1s)).subject = "nginx.service";
  world.died(10h, 7);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 2u);
  EXPECT_EQ(incidents[0].kind, IncidentKind::sigkill_no_oom);
  EXPECT_TRUE(incidents[0].kernel_log_covers);
}

struct SilenceCase {
  const char* name;
  void (*change)(World&);
  bool covers;
};
const SilenceCase kSilences[] = {
    {"KernelBeforeAndAfter", [](World& w) { w.covers(9h, 11h); }, true},
    {"EndsBefore", [](World& w) { w.covers(9h, 9h + 30min); }, false},
    {"BeginsAfter", [](World& w) { w.covers(10h + 1min, 11h); }, false},
    {"OtherProgramsGoOn", [](World& w) { w.covers(9h, 9h + 30min).last = utc(11h); }, false},
    {"NoLineOfTheKernel",
     [](World& w) {
       auto& c = w.covers(9h, 11h);
       c.first_kernel.reset(), c.last_kernel.reset();
     },
     false},
    {"LinesWereDropped",
     [](World& w) {
       w.covers(9h, 11h);
       w.event(SystemEventKind::dump_suppressed, utc(10h + 5s));
     },
     false},
    {"RingCollectedAfterwards",
     [](World& w) {
       w.covers(9h, 9h + 30min).ring = true;
       w.records.host.collected_at = {utc(10h + 30min), {}};
     },
     true},
    {"RingCollectedBefore",
     [](World& w) {
       w.covers(9h, 9h + 30min).ring = true;
       w.records.host.collected_at = {utc(9h + 40min), {}};
     },
     false},
    {"OfAnotherHost",
     [](World& w) {
       w.covers(9h, 11h).host = "web1";
       w.records.host.hostname = {"db1", at(1, 1)};
     },
     false},
};

class Silence : public testing::TestWithParam<SilenceCase> {};

TEST_P(Silence, CountsOnlyWhereTheLogIsWhole) {
  World world;
  GetParam().change(world);
  world.died(10h, 7);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].kernel_log_covers, GetParam().covers);
  if (!GetParam().covers) return;
  EXPECT_EQ(incidents[0].kernel_log_cite->quote, "the kernel's last line");
}

INSTANTIATE_TEST_SUITE_P(Logs, Silence, testing::ValuesIn(kSilences), [](const auto& instance) { return instance.param.name; });

TEST(Sysrq, IsToldAsSuchAndBlamesNobody) {
  World world;
  OomReport report = killed(0, utc(10h), 7, "python3");
  report.invocation.emplace();
  report.invocation->comm = "kworker/0:0";
  report.invocation->order = -1;
  for (const int pid : {7, 8, 9}) add_row(report, pid, "python3");
  report.ram = mib(1000);
  world.records.oom_reports.push_back(report);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].kind, IncidentKind::sysrq_oom);
  const Judgement judgement = judge::judge(judge::facts_of(incidents[0]));
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
  EXPECT_EQ(english()(judgement.summary).find("Somebody asked for this kill"), 0u);
  for (const Finding& finding : judgement.findings)
    EXPECT_TRUE(std::holds_alternative<std::monostate>(finding.culprit.who)) << finding.cause;
}

TEST(Sysrq, IsKnownByItsLineWhereTheHeadOfTheReportIsLost) {
  World world;
  world.event(SystemEventKind::sysrq_oom, utc(10h));
  world.records.oom_reports.push_back(killed(0, utc(10h + 10ms), 7));
  EXPECT_EQ(world.find().at(0).kind, IncidentKind::sysrq_oom);
}

}  // namespace
}  // namespace laststraw::timeline
