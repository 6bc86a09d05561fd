// The death of a whole server, which its log shows only afterwards (messages as PostgreSQL 15 wrote them when its postmaster was killed).
#include <gtest/gtest.h>

#include "judge/hypotheses.hpp"
#include "timeline/world.hpp"

namespace laststraw::timeline {
namespace {

using namespace test;

constexpr int kOld = 300, kNew = 400, kStartup = 402;
constexpr const char* kGone = "terminating connection due to unexpected postmaster exit";
constexpr const char* kKnownUp = "database system was interrupted; last known up at 2026-01-05 09:30:00 UTC";
constexpr const char* kNotShutDown = "database system was not properly shut down; automatic recovery in progress";
constexpr const char* kReady = "database system is ready to accept connections";

void starts_again(World& world, Micros at) {
  world.builder.add(entry(utc(at), kNew, "starting PostgreSQL 15.18 on x86_64-pc-linux-gnu"));
  world.builder.add(entry(utc(at), kNew, "listening on Unix socket \"/tmp/.s.PGSQL.5432\""));
  world.builder.add(entry(utc(at + 100ms), kStartup, kKnownUp));
  world.builder.add(entry(utc(at + 2s), kStartup, kNotShutDown));
  world.builder.add(entry(utc(at + 4s), kStartup, "redo done at 0/3E26EC8"));
  world.builder.add(entry(utc(at + 5s), kNew, kReady));
}

/// Up at 9:00, last heard of at 9:40, gone at 10:00, ready again at 10:00:15.
World a_server_that_dies(bool somebody_notices) {
  World world;
  world.builder.add(entry(utc(9h), kOld, kReady));
  world.builder.add(entry(utc(9h + 40min), 310, "checkpoint complete: wrote 3 buffers (0.0%)"));
  for (int pid = 320; somebody_notices && pid < 324; ++pid) world.builder.add(entry(utc(10h), pid, kGone));
  starts_again(world, 10h + 10s);
  return world;
}

std::string verdict_on(const Incident& incident) { return english()(judge::judge(judge::facts_of(incident)).summary); }
WallTime at_time(Micros of_day) { return WallTime{Micros(kDay.time_since_epoch()) + of_day}; }

TEST(Outage, SessionsMissTheirPostmaster) {
  World world = a_server_that_dies(true);
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u) << "each session says it, one server died";
  const Incident& incident = world.incidents[0];
  EXPECT_EQ(incident.kind, IncidentKind::not_memory) << "no witness says that it was";
  EXPECT_EQ(incident.when.wall, at_time(10h));
  EXPECT_TRUE(incident.postgres.crashed);
  EXPECT_EQ(incident.postgres.down, Micros{15s});
  EXPECT_FALSE(incident.postgres.down_at_most);
  EXPECT_NE(verdict_on(incident).find("no input says why"), std::string::npos) << verdict_on(incident);
  EXPECT_EQ(verdict_on(incident).find("Not memory"), std::string::npos) << "nobody knows";
}

TEST(Outage, OnlyTheNextStartShowsIt) {
  World world = a_server_that_dies(false);
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  const Incident& incident = world.incidents[0];
  EXPECT_EQ(incident.kind, IncidentKind::not_memory);
  EXPECT_EQ(incident.postgres.down, Micros{20min + 15s}) << "since the last line before";
  EXPECT_TRUE(incident.postgres.down_at_most);
  EXPECT_LE(*incident.when.wall - incident.when.slack, at_time(9h + 40min));
  EXPECT_GE(*incident.when.wall + incident.when.slack, at_time(10h + 10s));
}

TEST(Outage, AnExcerptOfTheStartAlone) {
  World world;
  starts_again(world, 10h + 10s);
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  EXPECT_EQ(world.incidents[0].postgres.down, Micros{30min + 15s}) << "since it was last known up";
}

TEST(Outage, TheKernelKilledThePostmaster) {
  for (const bool noticed : {false, true}) {
    World world = a_server_that_dies(noticed);
    world.records.oom_reports.push_back(killed(0, utc(10h), kOld));
    world.find();
    ASSERT_EQ(world.incidents.size(), 1u) << noticed;
    const Incident& incident = world.incidents[0];
    EXPECT_EQ(incident.kind, IncidentKind::kernel_oom);
    EXPECT_TRUE(incident.postgres.postmaster_killed);
    EXPECT_EQ(incident.postgres.down, Micros{15s});
    EXPECT_FALSE(incident.postgres.down_at_most);
  }
}

TEST(Outage, TheKernelsVictimWasThePostmaster) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(10h), kOld));
  world.builder.add(entry(utc(10h), 320, kGone));
  starts_again(world, 10h + 10s);
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  ASSERT_EQ(world.incidents[0].victims.size(), 1u);
  EXPECT_EQ(world.incidents[0].processes[world.incidents[0].victims[0]].role, Role::postmaster) << "no line names its pid";
  EXPECT_TRUE(world.incidents[0].postgres.postmaster_killed);
}

TEST(Outage, AnotherProgramsDeathIsNoPart) {
  World world = a_server_that_dies(true);
  world.records.oom_reports.push_back(killed(0, utc(10h), 77, "java"));
  world.find();
  ASSERT_EQ(world.incidents.size(), 2u);
  EXPECT_EQ(
      std::count_if(world.incidents.begin(), world.incidents.end(), [](const Incident& i) { return i.kind == IncidentKind::not_memory; }),
      1);
}

TEST(Outage, WhatThePoolerSawIsPartOfTheStory) {
  World world = a_server_that_dies(true);
  world.event(SystemEventKind::pooler_lost_server, utc(10h + 4ms)).count = 2;
  world.event(SystemEventKind::pooler_gave_up, utc(10h + 6s));
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  std::string story;
  for (const TimelineEntry& told : world.incidents[0].timeline) story += english()(told.text) + "; ";
  EXPECT_NE(story.find("4 sessions end: their postmaster is gone; PgBouncer loses 2 connections to the server; "
                       "1 client of PgBouncer is given up on"),
            std::string::npos)
      << story;
}

TEST(Outage, SystemdSawSignalNine) {
  World world = a_server_that_dies(true);
  world.event(SystemEventKind::unit_sigkill, utc(10h + 300ms), "Main process exited, code=killed, status=9/KILL").subject =
      "postgresql@15-main.service";
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::sigkill_no_oom);
  ASSERT_EQ(world.incidents[0].victims.size(), 1u);
  EXPECT_EQ(world.incidents[0].processes[world.incidents[0].victims[0]].pid, Pid(kOld));
  EXPECT_FALSE(world.incidents[0].oom_witnessed);
  EXPECT_EQ(world.incidents[0].postgres.down, Micros{14700ms});
}

TEST(Outage, SystemdSawAnOomKill) {
  World world = a_server_that_dies(false);
  world.event(SystemEventKind::unit_oom_kill, utc(10h), "Failed with result 'oom-kill'").subject = "postgresql@15-main.service";
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::kernel_oom);
  EXPECT_TRUE(world.incidents[0].oom_witnessed);
  EXPECT_TRUE(world.incidents[0].postgres.crashed);
}

TEST(Outage, WhatFollowsAChildsDeathIsThatCrash) {
  World world;
  world.builder.add(entry(utc(9h), kOld, kReady));
  world.died(10h, 7, kOld);
  world.builder.add(entry(utc(10h), kOld, "all server processes terminated; reinitializing"));
  world.builder.add(entry(utc(10h + 1s), 401, kKnownUp));
  world.builder.add(entry(utc(10h + 2s), 401, kNotShutDown));
  world.builder.add(entry(utc(10h + 3s), kOld, kReady));
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::sigkill_no_oom);
}

TEST(Outage, AChildsDeathWhoseLineIsNotThere) {
  World world;
  world.builder.add(entry(utc(10h), 330, "the database system is in recovery mode"));
  world.builder.add(entry(utc(10h), kOld, "all server processes terminated; reinitializing"));
  world.builder.add(entry(utc(10h + 1s), 401, kKnownUp));
  world.builder.add(entry(utc(10h + 2s), 401, kNotShutDown));
  world.builder.add(entry(utc(10h + 3s), kOld, kReady));
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::not_memory);
  EXPECT_EQ(world.incidents[0].postgres.down, Micros{3s});
  EXPECT_TRUE(world.incidents[0].victims.empty());
  EXPECT_NE(verdict_on(world.incidents[0]).find("no line that was read says of what"), std::string::npos);
}

TEST(Outage, TheOldServersStartIsNotTheNewOnes) {
  World world;
  world.builder.add(entry(utc(9h), kOld, "starting PostgreSQL 15.18 on x86_64-pc-linux-gnu"));
  world.event(SystemEventKind::systemd_oomd_kill, utc(10h), "Killed /system.slice/postgresql.service due to memory pressure");
  world.builder.add(entry(utc(10h + 9s), kStartup, kKnownUp));
  world.builder.add(entry(utc(10h + 10s), kStartup, kNotShutDown));
  world.builder.add(entry(utc(10h + 12s), kNew, kReady));
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::userspace_oom_killer);
  EXPECT_TRUE(world.incidents[0].postgres.crashed);
}

TEST(Outage, RestartAfterCrashOffIsThatCrash) {
  World world;
  world.builder.add(entry(utc(9h), kOld, kReady));
  world.died(10h, 7, kOld);
  starts_again(world, 10h + 10s);
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::sigkill_no_oom);
}

TEST(Outage, AnImmediateShutdownWasAskedFor) {
  World world;
  world.builder.add(entry(utc(9h), kOld, kReady));
  world.builder.add(entry(utc(10h), kOld, "received immediate shutdown request"));
  starts_again(world, 10h + 10s);
  world.find();
  ASSERT_EQ(world.incidents.size(), 1u);
  EXPECT_EQ(world.incidents[0].kind, IncidentKind::not_memory);
  EXPECT_NE(verdict_on(world.incidents[0]).find("immediate shutdown"), std::string::npos);
}

TEST(Outage, ARestoredBackupIsNone) {
  World world;
  world.builder.add(entry(utc(10h), kNew, "starting PostgreSQL 15.18 on x86_64-pc-linux-gnu"));
  world.builder.add(entry(utc(10h), kStartup, kKnownUp));
  world.builder.add(entry(utc(10h + 1s), kStartup, "entering standby mode"));
  world.builder.add(entry(utc(10h + 2s), kNew, "database system is ready to accept read-only connections"));
  world.find();
  EXPECT_TRUE(world.incidents.empty());
}

TEST(Outage, AStandbyThatNeverGetsReadyIsNone) {
  World world;
  world.builder.add(entry(utc(10h), kStartup, kKnownUp));
  world.builder.add(
      entry(utc(10h + 1s), kStartup, "starting backup recovery with redo LSN 0/2000028, checkpoint LSN 0/2000060, on timeline ID 1"));
  world.find();
  EXPECT_TRUE(world.incidents.empty());
}

TEST(Outage, OfAServerThatGoesOnAsAStandby) {
  World world;
  world.builder.add(entry(utc(9h), kOld, kReady));
  world.builder.add(entry(utc(10h), kNew, "starting PostgreSQL 15.18 on x86_64-pc-linux-gnu"));
  world.builder.add(entry(utc(10h), kStartup, kKnownUp));
  world.builder.add(entry(utc(10h + 1s), kStartup, "entering standby mode"));
  world.builder.add(entry(utc(10h + 2s), kNew, "database system is ready to accept read-only connections"));
  world.find();
  EXPECT_EQ(world.incidents.size(), 1u) << "it was up, and nobody stopped it";
}

TEST(Outage, ACleanRestartIsNone) {
  World world;
  world.builder.add(entry(utc(9h), kOld, kReady));
  world.builder.add(entry(utc(10h), kOld, "received fast shutdown request"));
  world.builder.add(entry(utc(10h + 1s), kOld, "database system is shut down"));
  world.builder.add(entry(utc(10h + 2s), kNew, "starting PostgreSQL 15.18 on x86_64-pc-linux-gnu"));
  world.builder.add(entry(utc(10h + 2s), kStartup, "database system was shut down at 2026-01-05 10:00:01 UTC"));
  world.builder.add(entry(utc(10h + 3s), kNew, kReady));
  world.find();
  EXPECT_TRUE(world.incidents.empty());
}

}  // namespace
}  // namespace laststraw::timeline
