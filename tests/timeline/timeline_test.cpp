#include "timeline/timeline.hpp"

#include <gtest/gtest.h>

#include "laststraw/words.hpp"
#include "text/language.hpp"
#include "timeline/ledger.hpp"
#include "timeline/pg_history.hpp"
#include "timeline/titles.hpp"

namespace laststraw::timeline {
namespace {

using namespace std::chrono_literals;

constexpr auto kDay = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5};

Stamp utc(Micros of_day) {
  Stamp stamp;
  stamp.civil = Micros(kDay.time_since_epoch()) + of_day;
  stamp.utc_offset = 0min;
  return stamp;
}

Stamp boot(Micros since) {
  Stamp stamp;
  stamp.since_boot = since;
  return stamp;
}

Citation at(std::uint32_t source, std::uint32_t line, std::string quote = "x") {
  return {{SourceId{source}, line, line}, std::move(quote)};
}

OomReport kill_report(std::uint32_t source, const Stamp& stamp, int pid, std::int64_t anon_kb, const char* comm = "postgres") {
  OomReport report;
  report.stamp = stamp;
  report.at = {SourceId{source}, 1, 9};
  report.constraint = Constraint::none;
  Kill kill;
  kill.pid = Pid(pid);
  kill.comm = comm;
  kill.anon_rss = kib(anon_kb);
  kill.stamp = stamp;
  kill.cite = at(source, 9);
  report.kills.push_back(kill);
  TaskRow row;
  row.pid = row.tgid = Pid(pid);
  row.comm = comm;
  row.rss = row.rss_anon.emplace(kib(anon_kb));
  row.cite = at(source, 5);
  report.tasks.push_back(row);
  return report;
}

PgEntry entry(Micros of_day, int pid, const char* message, const char* detail = "") {
  PgEntry e;
  e.stamp = utc(of_day);
  e.pid = Pid(pid);
  e.severity = "LOG";
  e.message = message;
  e.detail = detail;
  e.cite = at(1, 1, message);
  return e;
}

/// All incidents, worked out, with what their windows point into.
struct Found {
  std::shared_ptr<const Timeline> timeline;
  std::vector<Incident> incidents;
  std::vector<SourceClock> clocks;
};

struct World {
  Records records;
  PgHistoryBuilder builder;
  PgHistory history;
  World() { records.sources.resize(3); }
  Found find(const std::string& zone = {}) {
    history = builder.finish();
    Found found{std::make_shared<const Timeline>(records, history, ClockOptions{zone}), {}, {}};
    for (std::size_t i = 0; i < found.timeline->size(); ++i) found.incidents.push_back(found.timeline->incident(i));
    found.clocks = found.timeline->clocks();
    return found;
  }
};

TEST(Timeline, BootClockIsPlacedByTheDeathThatBothSidesSaw) {
  World world;
  world.records.oom_reports.push_back(kill_report(0, boot(100s), 7, 1000));
  world.builder.add(
      entry(10h + 500ms, 1, "server process (PID 7) was terminated by signal 9: Killed", "Failed process was running: select 1"));
  world.builder.add(entry(10h + 5s + 500ms, 1, "database system is ready to accept connections"));
  const Found found = world.find();
  ASSERT_EQ(found.incidents.size(), 1u);
  const Incident& incident = found.incidents[0];
  ASSERT_TRUE(incident.when.wall);
  EXPECT_LE(std::chrono::abs(*incident.when.wall - (kDay + 10h)), 1s);
  EXPECT_GT(incident.when.slack, Micros{0}) << "inferred, so it has slack";
  EXPECT_EQ(english()(found.clocks[0].zone), "boot clock");
  EXPECT_TRUE(incident.postgres.crashed);
  EXPECT_EQ(incident.postgres.down, Micros{5s});
  EXPECT_EQ(incident.processes.at(incident.victims.at(0)).statement, "select 1");
}

TEST(Timeline, LocalTimesAreAlignedByWholeQuarterHours) {
  World world;
  Stamp local;
  local.civil = Micros(kDay.time_since_epoch()) + 15h + 30min;  // +05:30
  local.resolution = 1s;
  world.records.oom_reports.push_back(kill_report(0, local, 7, 1000));
  world.builder.add(entry(10h + 800ms, 1, "client backend (PID 7) was terminated by signal 9: Killed"));
  const Found found = world.find();
  ASSERT_EQ(found.incidents.size(), 1u) << "one crash, one incident";
  EXPECT_EQ(*found.incidents[0].when.wall, kDay + 10h);
}

TEST(Timeline, TzOptionIsHeededAndChecked) {
  World world;
  Stamp local;
  local.civil = Micros(kDay.time_since_epoch()) + 12h;
  world.records.oom_reports.push_back(kill_report(0, local, 7, 1000));
  EXPECT_EQ(*world.find("Europe/Berlin").incidents.at(0).when.wall, kDay + 11h);
  EXPECT_EQ(*world.find("+02:00").incidents.at(0).when.wall, kDay + 10h);
  EXPECT_THROW(world.find("Nowhere/Land"), std::invalid_argument);
}

TEST(Timeline, YearOfTheFileUnlessThatWouldBeInItsFuture) {
  World world;
  Stamp stamp;
  stamp.civil = Micros((std::chrono::sys_days{std::chrono::year{1972} / 12 / 20}).time_since_epoch());
  stamp.has_year = false;
  world.records.sources[0].modified = kDay;  // 2026-01-05
  world.records.oom_reports.push_back(kill_report(0, stamp, 7, 1000));
  EXPECT_EQ(*world.find().incidents.at(0).when.wall, std::chrono::sys_days{std::chrono::year{2025} / 12 / 20});
}

TEST(Timeline, CopiesOfOneReportAreOneIncident) {
  World world;
  world.records.oom_reports.push_back(kill_report(0, boot(100s), 7, 1000));
  world.records.oom_reports.push_back(kill_report(2, utc(10h), 7, 1000));
  const Found found = world.find();
  ASSERT_EQ(found.incidents.size(), 1u);
  EXPECT_EQ(found.incidents[0].victims.size(), 1u);
}

TEST(Timeline, SameVictimAgainInTheSameLogIsNoCopy) {
  World world;
  world.records.oom_reports.push_back(kill_report(0, utc(10h), 7, 1000));
  world.records.oom_reports.push_back(kill_report(0, utc(12h), 7, 1000));
  EXPECT_EQ(world.find().incidents.size(), 2u);
}

TEST(Timeline, StormIsOneIncidentWithItsVictimsInOrder) {
  World world;
  for (int i = 0; i < 5; ++i) world.records.oom_reports.push_back(kill_report(0, utc(10h + i * 2s), 50 - i, 1000 + i));
  const Found found = world.find();
  ASSERT_EQ(found.incidents.size(), 1u);
  ASSERT_EQ(found.incidents[0].victims.size(), 5u);
  EXPECT_EQ(found.incidents[0].processes[found.incidents[0].victims[0]].pid, Pid(50));
  EXPECT_EQ(found.incidents[0].processes[found.incidents[0].victims[4]].pid, Pid(46));
}

TEST(Timeline, VictimInAContainerIsTheOneThePostmasterLost) {
  World world;
  world.records.oom_reports.push_back(kill_report(0, utc(10h), 48123, 1000));
  PgEntry session = entry(9h, 42, "connection authorized: user=app database=shop");
  session.user = "app";
  session.database = "shop";
  world.builder.add(session);
  world.builder.add(
      entry(10h + 100ms, 1, "server process (PID 42) was terminated by signal 9: Killed", "Failed process was running: select 1"));
  const Found found = world.find();
  ASSERT_EQ(found.incidents.size(), 1u);
  ASSERT_EQ(found.incidents[0].victims.size(), 1u) << "one process under two pids";
  const Process& victim = found.incidents[0].processes[found.incidents[0].victims[0]];
  EXPECT_EQ(victim.pid, Pid(48123)) << "the kernel's";
  EXPECT_EQ(victim.statement, "select 1");
  EXPECT_EQ(victim.user, "app");
  EXPECT_EQ(victim.anon, exactly(kib(1000)));
}

TEST(Timeline, TwoCrashesInARowAreTwoIncidents) {
  World world;
  for (int i = 0; i < 2; ++i) {
    world.records.oom_reports.push_back(kill_report(0, utc(10h + i * 10s), 7 + i, 1000 + i));
    world.builder.add(entry(10h + i * 10s + 100ms, 1,
                            i == 0 ? "server process (PID 7) was terminated by signal 9: Killed"
                                   : "server process (PID 8) was terminated by signal 9: Killed"));
    world.builder.add(entry(10h + i * 10s + 3s, 1, "database system is ready to accept connections"));
  }
  EXPECT_EQ(world.find().incidents.size(), 2u);
}

TEST(Timeline, DeathWithoutAReportIsAnIncidentOfItsOwnKind) {
  World world;
  world.builder.add(entry(10h, 1, "server process (PID 7) was terminated by signal 9: Killed"));
  world.builder.add(entry(11h, 1, "server process (PID 8) was terminated by signal 11: Segmentation fault"));
  const Found found = world.find();
  ASSERT_EQ(found.incidents.size(), 2u);
  EXPECT_EQ(found.incidents[0].kind, IncidentKind::sigkill_no_oom);
  EXPECT_EQ(found.incidents[1].kind, IncidentKind::not_memory) << "signal 11 has nothing to do with memory";
  EXPECT_FALSE(found.incidents[0].kernel_log_covers);
}

TEST(Timeline, EarlyoomNearADeathIsItsKiller) {
  World world;
  SystemEvent event;
  event.kind = SystemEventKind::earlyoom_kill;
  event.stamp = utc(10h - 1s);
  event.pid = Pid(7);
  event.cite = at(0, 3);
  world.records.system_events.push_back(event);
  world.builder.add(entry(10h, 1, "server process (PID 7) was terminated by signal 9: Killed"));
  const Found found = world.find();
  ASSERT_EQ(found.incidents.size(), 1u);
  EXPECT_EQ(found.incidents[0].kind, IncidentKind::userspace_oom_killer);
}

TEST(Timeline, RefusalsNearEachOtherAreOneIncident) {
  World world;
  for (int i = 0; i < 10; ++i)
    world.builder.add(entry(10h + i * 5s, 20 + i, "out of memory", "Failed on request of size 90 in memory context \"ExprContext\"."));
  world.builder.add(entry(12h, 99, "out of shared memory"));
  const Found found = world.find();
  ASSERT_EQ(found.incidents.size(), 2u);
  EXPECT_EQ(found.incidents[0].kind, IncidentKind::enomem);
  EXPECT_EQ(found.incidents[1].kind, IncidentKind::postgres_limit) << "the lock table is not the machine's memory";
}

TEST(Timeline, KernelLogCoversOnlyWhatItSpeaksOf) {
  for (const bool covers : {true, false}) {
    World world;
    KernelCoverage coverage;
    coverage.first = utc(9h);
    coverage.last = utc(covers ? 11h : 9h + 1min);
    coverage.first_kernel = coverage.first;
    coverage.last_kernel = coverage.last;
    coverage.lines = 2;
    world.records.kernel_coverage.push_back(coverage);
    world.builder.add(entry(10h, 1, "server process (PID 7) was terminated by signal 9: Killed"));
    EXPECT_EQ(world.find().incidents.at(0).kernel_log_covers, covers);
  }
}

TEST(PgHistory, FloodOfRejectionsIsOneEventCounted) {
  PgHistoryBuilder builder;
  builder.add(entry(10h, 1, "server process (PID 7) was terminated by signal 9: Killed"));
  for (int i = 0; i < 1000; ++i) builder.add(entry(10h + 1s, 100 + i, "the database system is in recovery mode"));
  const PgHistory history = builder.finish();
  ASSERT_EQ(history.events.size(), 2u);
  EXPECT_EQ(history.events[1].count, 1000u);
}

TEST(PgHistory, OldSessionsAreForgottenOpenOnesKept) {
  PgHistoryBuilder builder;
  builder.add(entry(1h, 5, "connection authorized: user=app database=shop application_name=my app"));
  for (int i = 0; i < 30'000; ++i) {
    PgEntry e = entry(2h, 1000 + i, "connection authorized: user=web database=shop");
    builder.add(e);
    e.message = "disconnection: session time: 0:00:01 user=web database=shop host=[local]";
    builder.add(e);
  }
  const PgHistory history = builder.finish();
  EXPECT_LE(history.sessions.size(), kMaxEndedSessions + 2);
  EXPECT_EQ(history.sessions.front().application, "my app") << "the one that is still open";
}

TEST(PgHistory, SamePidUnderAnotherSessionIsAnotherSession) {
  PgHistoryBuilder builder;
  for (const char* id : {"6b010efd.7", "6b010fff.7"}) {
    PgEntry e = entry(1h, 7, "statement: select 1");
    e.session_id = id;
    builder.add(e);
  }
  EXPECT_EQ(builder.finish().sessions.size(), 2u);
}

/// A row of pg_stat_activity: the severity is empty.
PgEntry row(Micros of_day, const char* statement, const char* state) {
  PgEntry e = entry(of_day, 7, "");
  e.severity.clear();
  e.session_start = entry(1h, 7, "").stamp;
  e.statement = statement;
  e.command_tag = state;
  return e;
}

TEST(PgHistory, AnIdleRowEndsWhatTheSessionRanBefore) {
  for (const auto& [idle_at, ended] : {std::pair<Micros, bool>{3h, true}, {2h - 1min, false}}) {
    PgHistoryBuilder builder;
    builder.add(row(1h, "", ""));
    builder.add(row(2h, "select 1", ""));
    builder.add(row(idle_at, "", "idle"));
    const PgHistory history = builder.finish();
    ASSERT_EQ(history.sessions.size(), 1u);
    ASSERT_EQ(history.sessions[0].statements.size(), 1u);
    EXPECT_EQ(history.sessions[0].statements[0].ended.has_value(), ended) << "a statement that began after it goes on";
  }
}

TEST(PgHistory, AnIdleRowEndsNothingOfALogInAnotherZone) {
  PgHistoryBuilder builder;
  builder.add(row(1h, "", ""));
  PgEntry logged = row(2h, "select 1", "");
  logged.stamp.utc_offset = 60min;
  builder.add(logged);
  builder.add(row(3h, "", "idle"));
  EXPECT_FALSE(builder.finish().sessions.at(0).statements.at(0).ended);
}

struct TitleCase {
  const char* command;
  bool postgres;
  Role role;
  const char *user, *database;
  int leader;
};
constexpr TitleCase kTitles[] = {
    {"postgres: app shop 127.0.0.1(33038) idle", true, Role::backend, "app", "shop", 0},
    {"postgres: 15/main: app shop [local] SELECT", true, Role::backend, "app", "shop", 0},
    {"postgres: checkpointer", true, Role::checkpointer, "", "", 0},
    {"postgres: 15/main: checkpointer", true, Role::checkpointer, "", "", 0},
    {"postgres: autovacuum worker shop", true, Role::autovacuum_worker, "", "shop", 0},
    {"postgres: parallel worker for PID 2852", true, Role::parallel_worker, "", "", 2852},
    {"postgres: walsender repl 10.0.0.5(4321) streaming 0/1", true, Role::walsender, "", "", 0},
    {"/usr/lib/postgresql/15/bin/postgres -D /srv", true, Role::postmaster, "", "", 0},
    {"/usr/bin/python3 /opt/postgres.py", false, Role::external, "", "", 0},
    {"postgres: ", true, Role::unknown_postgres, "", "", 0},
};

TEST(Titles, Table) {
  for (const TitleCase& c : kTitles) {
    const auto title = read_title(c.command);
    ASSERT_EQ(title.has_value(), c.postgres) << c.command;
    if (!title) continue;
    EXPECT_EQ(title->role, c.role) << c.command;
    EXPECT_EQ(title->user, c.user) << c.command;
    EXPECT_EQ(title->database, c.database) << c.command;
    EXPECT_EQ(title->leader ? number(*title->leader) : 0, c.leader) << c.command;
  }
}

TEST(Ledger, ZonesTellTheTotalWhereThePagesOfRamAreCutOff) {
  OomReport report;
  ZoneRow zone;
  zone.managed = mib(900), zone.free = mib(10);
  report.zones.push_back(zone);
  report.counters = {{"active_anon", mib(800), {}}, {"free", mib(10), {}}};
  EXPECT_FALSE(ledger_of(report, {}, std::nullopt).total) << "zones may be missing";
  report.mem_info = Citation{{SourceId{0}, 3, 3}, "Mem-Info:"};
  report.zones.back().free_blocks = {5, 5};
  const Ledger ledger = ledger_of(report, {}, std::nullopt);
  ASSERT_TRUE(ledger.total);
  EXPECT_EQ(ledger.total->value, mib(900));
  EXPECT_EQ(ledger.of, LedgerOf::ram);
}

TEST(Ledger, AddsUpToTheLimit) {
  OomReport report;
  report.cgroup.emplace();
  report.cgroup->limit = report.cgroup->usage = mib(600);
  report.cgroup->stat = {
      {"anon", mib(400), {}}, {"file", mib(150), {}}, {"shmem", mib(140), {}}, {"kernel", mib(40), {}}, {"pagetables", mib(30), {}}};
  Process process;
  process.role = Role::backend;
  process.anon = exactly(mib(390));
  Process checkpointer;
  checkpointer.role = Role::checkpointer;
  checkpointer.anon = exactly(Bytes{0});
  const Ledger ledger = ledger_of(report, {process, checkpointer}, mib(100));
  Bytes sum = ledger.unaccounted;
  for (const LedgerPart& part : ledger.parts) sum += part.size.middle();
  EXPECT_EQ(sum, ledger.total->value);
  EXPECT_EQ(ledger.unaccounted, mib(20)) << "10 of anonymous memory in no process, 10 of nothing named";
  const auto within = [&](std::size_t part, std::size_t inner) { return ledger.parts.at(part).within.at(inner); };
  EXPECT_EQ(word(within(0, 0)), "1 x backend");
  EXPECT_EQ(within(0, 0).size.high, mib(390));
  EXPECT_EQ(within(1, 0).size.high, mib(105)) << "shared_buffers and a twentieth";
  EXPECT_EQ(within(1, 1).size.low, mib(35)) << "shared memory that is something else";
}

TEST(Ledger, SaysWhereItsPartsAreMoreThanTheWhole) {
  OomReport report;
  report.ram = mib(64 * 1024);
  report.ram_cite = Citation{{SourceId{0}, 9, 9}, "16777216 pages RAM"};
  report.counters = {{"active_anon", mib(61 * 1024), {}}, {"inactive_anon", mib(17 * 1024), {}}};
  Process large;
  large.role = Role::backend;
  large.anon = exactly(mib(61 * 1024));
  Process other = large;
  other.anon = exactly(mib(17 * 1024));
  EXPECT_EQ(ledger_of(report, {large, other}, std::nullopt).unaccounted, mib(-14 * 1024));
}

TEST(Interval, TheMiddleOfEqualBoundsIsTheirValue) { EXPECT_EQ(exactly(Bytes{479204995}).middle(), Bytes{479204995}); }

TEST(Ledger, SharedPagesCountedTwiceAreScaledBack) {
  OomReport report;
  report.cgroup.emplace();
  report.cgroup->limit = report.cgroup->usage = mib(100);
  report.cgroup->stat = {{"anon", mib(80), {}}};
  Process process;
  process.role = Role::backend;
  process.anon = exactly(mib(50));
  EXPECT_EQ(ledger_of(report, {process, process}, std::nullopt).parts.at(0).size.high, mib(80));
}

}  // namespace
}  // namespace laststraw::timeline
