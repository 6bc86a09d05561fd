// One death is one incident, however many logs tell of it; two deaths are never one.
#include <gtest/gtest.h>

#include "timeline/world.hpp"

namespace laststraw::timeline {
namespace {

using namespace test;

Stamp to_the_second(Stamp stamp) {
  stamp.civil = std::chrono::floor<std::chrono::seconds>(*stamp.civil);
  stamp.resolution = 1s;
  return stamp;
}

TEST(OneDeath, InCsvlogAndStderrOfOneServer) {
  for (const bool coarse : {false, true}) {
    World world;
    for (const std::uint32_t source : {1u, 2u, 3u})
      for (const int pid : {7, 8}) {
        Stamp stamp = utc(10h + pid * 1min + 444ms), ready = utc(10h + pid * 1min + 5s);
        stamp.resolution = ready.resolution = 1ms;
        if (coarse && source == 1) stamp = to_the_second(stamp), ready = to_the_second(ready);
        world.builder.add(entry(stamp, 300, death(pid), source));
        world.builder.add(entry(ready, 300, "database system is ready to accept connections", source));
      }
    const auto& incidents = world.find();
    ASSERT_EQ(incidents.size(), 2u);
    EXPECT_EQ(incidents[0].when.wall, kDay + 10h + 7min + 444ms) << "the finer of the two clocks";
    EXPECT_EQ(incidents[0].postgres.down, Micros(4556ms));
  }
}

TEST(OneDeath, SessionsOfTwoDestinationsAreOne) {
  World world;
  for (const std::uint32_t source : {1u, 2u}) {
    PgEntry connected = entry(utc(9h), 7, "connection authorized: user=app database=shop", source);
    if (source == 2) connected.session_id = "695b8a90.7", connected.application = "web";
    world.builder.add(connected);
    world.builder.add(entry(utc(9h + 1min), 7, "disconnection: session time: 0:01:00 user=app database=shop host=[local]", source));
  }
  world.find();
  ASSERT_EQ(world.history.sessions.size(), 1u);
  EXPECT_EQ(world.history.sessions[0].application, "web");
}

TEST(OneDeath, PidOfAnotherHostsLogIsAnotherSession) {
  World world;
  world.records.sources[1].path = "db1/log/postgresql.log";
  world.records.sources[2].path = "db2/log/postgresql.log";
  PgEntry loader = entry(utc(9h), 7, "connection authorized: user=etl database=shop application_name=loader", 1);
  world.builder.add(loader);
  PgEntry web = entry(utc(9h + 1min), 7, "connection authorized: user=app database=shop application_name=web", 2);
  web.application = "web";
  world.builder.add(web);
  world.find();
  ASSERT_EQ(world.history.sessions.size(), 2u);
  EXPECT_EQ(world.history.sessions[0].application, "loader");
}

TEST(OneDeath, AnotherPidIsAnotherCrashThoughNothingSaysReadyBetween) {
  World world;
  world.died(10h, 7);
  world.died(10h + 51s, 8);
  world.builder.add(entry(utc(10h + 55s), 300, "database system is ready to accept connections"));
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 2u) << "the postmaster logs only the first death of a crash";
  EXPECT_FALSE(incidents[0].postgres.down);
  EXPECT_EQ(incidents[1].postgres.down, Micros(4s));
}

TEST(OneDeath, UndatedLinesGreppedTwiceAreOneWithItsStatement) {
  World world;
  for (const int pid : {7, 8}) world.builder.add(entry(Stamp{}, 300, death(pid)));
  PgEntry again = entry(Stamp{}, 300, death(7));
  again.detail = "Failed process was running: select 1";
  world.builder.add(again);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 2u);
  EXPECT_EQ(incidents[0].processes.at(incidents[0].victims.at(0)).statement, "select 1");
}

TEST(OneDeath, AContainersStateWithoutATimeTellsOfAllDeathsInARow) {
  World world;
  for (const int second : {0, 52, 101}) world.died(10h + second * 1s, 7 + second);
  world.event(SystemEventKind::container_oom, Stamp{}, "OOMKilled=true").subject = "shop-db (OOMKilled)";
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 3u);
  for (const Incident& incident : incidents) EXPECT_TRUE(incident.oom_witnessed);
}

TEST(OneDeath, OfThePostmasterLastsUntilTheNextOneIsReady) {
  World world;
  world.builder.add(entry(utc(2h), 300, "database system is ready to accept connections"));
  world.records.oom_reports.push_back(killed(0, utc(2h + 10min), 300));
  world.builder.add(entry(utc(2h + 15min), 900, "starting PostgreSQL 15.4 on x86_64-pc-linux-gnu"));
  world.builder.add(entry(utc(6h + 10min), 900, "database system is ready to accept connections"));
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_TRUE(incidents[0].postgres.postmaster_killed);
  EXPECT_EQ(incidents[0].postgres.down, Micros(4h));
}

TEST(OneDeath, RowsOfPgStatActivityNameTheSession) {
  World world;
  PgEntry row = entry(utc(9h), 7, "");
  row.severity.clear();
  row.user = "report", row.database = "shop", row.application = "monthly";
  row.session_start = utc(9h);
  world.builder.add(row);
  row.stamp = utc(9h + 30min);
  row.statement = "select array_agg(o) from orders o";
  world.builder.add(row);
  world.records.oom_reports.push_back(killed(0, utc(10h), 7));
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  const Process& victim = incidents[0].processes.at(incidents[0].victims.at(0));
  EXPECT_EQ(victim.user, "report");
  EXPECT_EQ(victim.statement, "select array_agg(o) from orders o");
  EXPECT_TRUE(victim.statement_in_flight);
  EXPECT_EQ(victim.age, std::chrono::seconds(3600));
  EXPECT_EQ(world.history.entries, 0u) << "no line of a log";
}

TEST(OneDeath, RefusalsBeginWithTheEarliestWhateverTheOrderOfTheLog) {
  World world;
  for (const int second : {21, 14, 24}) {
    PgEntry refused = entry(utc(10h + second * 1s), 100 + second, "out of memory");
    refused.severity = "ERROR";
    refused.sqlstate = "53200";
    world.builder.add(refused);
  }
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].when.wall, kDay + 10h + 14s);
}

TEST(OneDeath, RepeatedInOneLogIsTwo) {
  World world;
  for (const int hour : {10, 11}) {
    world.died(hour * 1h, 7);
    world.builder.add(entry(utc(hour * 1h + 5s), 300, "database system is ready to accept connections"));
  }
  EXPECT_EQ(world.find().size(), 2u);
}

TEST(OneDeath, KillOfAnotherServersProcessIsNotThisServersDeath) {
  World world;
  OomReport report = killed(0, utc(10h), 500);
  for (const int pid : {300, 372, 450, 500}) add_row(report, pid);  // both servers, on the host
  world.records.oom_reports.push_back(report);
  world.covers(9h, 11h);
  world.died(10h + 100ms, 372);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 2u);
  EXPECT_EQ(incidents[0].kind, IncidentKind::kernel_oom);
  EXPECT_EQ(incidents[0].processes[incidents[0].victims.at(0)].pid, Pid(500));
  EXPECT_EQ(incidents[0].victims.size(), 1u);
  EXPECT_EQ(incidents[1].kind, IncidentKind::sigkill_no_oom);
  EXPECT_TRUE(incidents[1].kernel_log_covers) << "the kernel knows pid 372, and did not kill it";
}

TEST(OneDeath, OtherPidsAloneShowNoContainer) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(10h), 500));  // no table: nothing shows whose it was
  world.covers(9h, 11h);
  world.died(10h + 100ms, 372);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 2u);
  EXPECT_FALSE(incidents[1].kernel_log_covers) << "it may be this very death, under the host's pid";
}

TEST(OneDeath, ContainersPidIsTheHostsPid) {
  World world;
  OomReport report = killed(0, utc(10h), 48123);
  report.constraint = Constraint::memcg;
  report.oom_memcg = "/kubepods.slice/kubepods-pod1.slice/cri-containerd-abc.scope";
  add_row(report, 48123);
  world.records.oom_reports.push_back(report);
  world.died(10h + 100ms, 72, 27);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].victims.size(), 1u);
}

TEST(OneDeath, CutReportMayBeOfAnyDeath) {
  World world;
  OomReport report = killed(0, utc(10h), 500);
  report.kills.clear();
  world.records.oom_reports.push_back(report);
  world.died(10h + 100ms, 372);
  EXPECT_EQ(world.find().size(), 1u);
}

TEST(OneDeath, LostLinesJoinTheDeathButNotThePids) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(10h), 500));
  world.event(SystemEventKind::dump_suppressed, utc(10h + 1s));
  world.died(10h + 100ms, 372);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u) << "the kernel's line on pid 372 may be among those that were dropped";
  EXPECT_EQ(incidents[0].victims.size(), 2u) << "nothing shows that 500 and 372 are one process";
}

TEST(OneDeath, NoteOfAnotherHostInOneCollectorsLog) {
  World world;
  OomReport report = killed(0, utc(10h), 500);
  report.host = "db1";
  world.records.oom_reports.push_back(report);
  SystemEvent& note = world.event(SystemEventKind::unit_oom_kill, utc(10h + 1s));
  note.subject = "postgresql.service";
  note.host = "db2";
  EXPECT_EQ(world.find().size(), 2u);
}

TEST(Storm, IsOfOneHostAndOneGroup) {
  const auto kills = [](auto change) {
    World world;
    for (int i = 0; i < 2; ++i) {
      OomReport report = killed(0, utc(10h + i * 5s), 500 + i);
      report.constraint = Constraint::memcg;
      report.oom_memcg = "/pg";
      report.host = "db1";
      if (i == 1) change(report);
      world.records.oom_reports.push_back(report);
    }
    return world.find().size();
  };
  EXPECT_EQ(kills([](OomReport&) {}), 1u);
  EXPECT_EQ(kills([](OomReport& report) { report.oom_memcg = "/other"; }), 2u);
  EXPECT_EQ(kills([](OomReport& report) { report.host = "db2"; }), 2u);
  EXPECT_EQ(kills([](OomReport& report) { report.host = "db1.example.com"; }), 1u);
  EXPECT_EQ(kills([](OomReport& report) { report.oom_memcg.clear(), report.constraint = Constraint::none; }), 2u);
}

TEST(Undated, LinesOfOneFileNearEachOtherAreOneIncident) {
  const auto refusals = [](std::uint32_t apart) {
    World world;
    for (std::uint32_t i = 0; i < 3; ++i) {
      PgEntry refused = entry({}, 20 + static_cast<int>(i), "out of memory");
      refused.cite.at = {SourceId{1}, 1 + i * apart, 1 + i * apart};
      world.builder.add(refused);
    }
    return world.find().size();
  };
  EXPECT_EQ(refusals(10), 1u);
  EXPECT_EQ(refusals(5000), 3u);
}

TEST(Undated, KillsOfOneFileNearEachOtherAreOneIncident) {
  World world;
  for (std::uint32_t i = 0; i < 3; ++i) {
    OomReport report = killed(0, {}, 500 + static_cast<int>(i));
    report.at = {SourceId{0}, 1 + i * 60, 50 + i * 60};
    world.records.oom_reports.push_back(report);
  }
  EXPECT_EQ(world.find().size(), 1u);
}

TEST(Zones, SameDeathAWholeHourApartIsOneDeath) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(4h + 1min + 37s), 17644));
  world.died(3h + 1min + 37s + 444ms, 17644);
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].victims.size(), 1u);
  const auto& story = incidents[0].timeline;
  EXPECT_TRUE(std::any_of(story.begin(), story.end(), [](const TimelineEntry& e) {
    return e.kind == EntryKind(Moment::zones_contradict) && english()(e.text).find("1 h") != std::string::npos;
  }));
}

TEST(Zones, PidThatIsKilledTwiceDiesTwice) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(4h), 7));
  world.died(4h + 200ms, 7);
  world.builder.add(entry(utc(4h + 3s), 300, "database system is ready to accept connections"));
  world.died(5h + 200ms, 7);
  EXPECT_EQ(world.find().size(), 2u);
}

}  // namespace
}  // namespace laststraw::timeline
