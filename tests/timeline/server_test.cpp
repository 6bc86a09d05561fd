// What became of the server, and what its sessions were running.
#include <gtest/gtest.h>

#include "timeline/world.hpp"

namespace laststraw::timeline {
namespace {

using namespace test;

TEST(Server, ThatGoesOnWasNotCrashed) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(10h), 900));
  world.records.pg_logs.push_back({SourceId{1}, {}, utc(9h), utc(11h)});
  world.builder.add(entry(utc(10h + 30min), 372, "checkpoint starting: time"));
  EXPECT_FALSE(world.find().at(0).postgres.crashed) << "its log covers the moment and goes on: the victim was another's";
}

TEST(Server, WhosePostmasterWasKilledStaysDown) {
  for (const bool again : {false, true}) {
    World world;
    world.builder.add(entry(utc(9h), 300, "database system is ready to accept connections"));
    world.records.oom_reports.push_back(killed(0, utc(10h), 300));
    world.records.pg_logs.push_back({SourceId{1}, {}, utc(9h), utc(again ? 11h : 10h)});
    if (again) world.builder.add(entry(utc(10h + 5min), 5300, "starting PostgreSQL 16.4 on x86_64-pc-linux-gnu"));
    const PostgresImpact& impact = world.find().at(0).postgres;
    EXPECT_TRUE(impact.crashed);
    EXPECT_TRUE(impact.postmaster_killed);
    EXPECT_EQ(impact.starts_again, again);
  }
}

const Process& victim_of(const Incident& incident) { return incident.processes.at(incident.victims.at(0)); }

TEST(Statement, IsCitedWhereItStands) {
  World world;
  OomReport report = killed(0, utc(10h), 7);
  report.invocation.emplace();
  report.invocation->pid = Pid(7);
  report.invocation->cite = at(0, 1, "postgres invoked oom-killer");
  world.records.oom_reports.push_back(report);
  PgEntry died = entry(utc(10h + 100ms), 300, death(7));
  died.detail = "Failed process was running: select 1";
  world.builder.add(died);
  const Process& victim = victim_of(world.find().at(0));
  EXPECT_TRUE(victim.statement_in_flight);
  EXPECT_EQ(victim.statement_cite->at.source, SourceId{1});
}

struct RunningCase {
  const char* name;
  const char* then;
  const char* severity;
  bool running;
};
const RunningCase kRunnings[] = {
    {"NothingFurther", "", "LOG", true},
    {"DurationAlone", "duration: 5.123 ms", "LOG", false},
    {"DurationOfTheExecution", "duration: 5.123 ms  execute <unnamed>: select 1", "LOG", false},
    {"ParsingIsBefore", "duration: 0.123 ms  parse <unnamed>: select 1", "LOG", true},
    {"PlanOfAnInnerStatement", "duration: 5.123 ms  plan:\nQuery Text: select 2", "LOG", true},
    {"Failed", "division by zero", "ERROR", false},
};

class Running : public testing::TestWithParam<RunningCase> {};

TEST_P(Running, StatementIsOneThatHasNotEnded) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(10h), 7));
  world.builder.add(entry(utc(9h), 7, "statement: select 1"));
  if (*GetParam().then) {
    PgEntry then = entry(utc(9h + 1min), 7, GetParam().then);
    then.severity = GetParam().severity;
    world.builder.add(then);
  }
  EXPECT_EQ(victim_of(world.find().at(0)).statement_in_flight, GetParam().running);
}

INSTANTIATE_TEST_SUITE_P(Statements, Running, testing::ValuesIn(kRunnings), [](const auto& instance) { return instance.param.name; });

TEST(Histories, AreSharedByAllIncidents) {
  World world;
  Series& series = world.records.series.emplace_back();
  series.name = "mem_available_bytes";
  series.source = SourceId{3};
  for (std::uint32_t minute = 0; minute < 3 * 24 * 60; ++minute) series.points.push_back({utc(minute * 1min), 1e9, minute + 1});
  for (const int day : {1, 2}) world.records.oom_reports.push_back(killed(0, utc(day * 24h), 500 + day));
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 2u);
  const auto first = incidents[0].series.at(0).points, second = incidents[1].series.at(0).points;
  EXPECT_EQ(first.size(), 2u * 24 * 60 - 1) << "a day before and after";
  EXPECT_EQ(second.data(), first.data() + 24 * 60) << "windows on one history, not copies of it";
}

TEST(TwoHosts, DoNotLendEachOtherTheirSessions) {
  World world;
  world.records.sources[0].path = "db1/kernel.log";
  world.records.sources[1].path = "db1/postgresql.log";
  world.records.sources[2].path = "db2/postgresql.log";
  world.records.sources[3].path = "db2/kernel.log";
  for (const std::uint32_t kernel : {0u, 3u}) world.covers(8h, 11h).source = SourceId{kernel};
  for (const std::uint32_t log : {1u, 2u}) world.records.pg_logs.push_back({SourceId{log}, {}, utc(8h), utc(11h)});
  world.records.oom_reports.push_back(killed(0, utc(10h), 7));
  world.builder.add(entry(utc(9h), 7, "connection authorized: user=etl database=shop application_name=loader", 1));
  world.builder.add(entry(utc(9h + 1min), 7, "connection authorized: user=app database=shop application_name=web", 2));
  EXPECT_EQ(victim_of(world.find().at(0)).application, "loader");
}

TEST(TwoHosts, DieEachOnTheirOwn) {
  World world;
  world.records.sources[0].path = "db1/kernel.log";
  world.records.sources[1].path = "db1/postgresql.log";
  world.records.sources[2].path = "db2/postgresql.log";
  world.covers(8h, 11h).host = "db1";
  KernelCoverage& other = world.covers(8h, 11h);
  other.source = SourceId{3};
  other.host = "db2";
  world.records.sources[3].path = "db2/kernel.log";
  world.records.oom_reports.push_back(killed(0, utc(10h), 7));
  world.builder.add(entry(utc(10h + 100ms), 300, death(7), 2));
  EXPECT_EQ(world.find().size(), 2u);
}

}  // namespace
}  // namespace laststraw::timeline
