#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "unit" / name); }

TEST(Unit, SystemctlShow) {
  Reading reading;
  const Records records = read(read_systemd_show, sample("systemctl-show.txt"), "systemd-show.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(records.unit.shown.oom_policy.value().value, "continue");
  EXPECT_EQ(records.unit.shown.oom_policy->cite.quote, "OOMPolicy=continue");
}

TEST(Unit, AResultOfOomKillIsAWitness) {
  Reading reading;
  for (const char* text : {"Id=postgresql@16-main.service\nResult=oom-kill\nExecMainExitTimestamp=Mon 2026-01-05 10:15:02 UTC\n",
                           "\xe2\x97\x8f postgresql@16-main.service - PostgreSQL Cluster 16-main\n"
                           "     Active: failed (Result: oom-kill) since Mon 2026-01-05 10:15:02 UTC; 3min ago\n"
                           "   Main PID: 830 (code=killed, signal=KILL)\n"}) {
    const Records records = read(read_systemd_show, text, "unit.txt", &reading);
    EXPECT_EQ(reading.coverage.unrecognised, 0u) << text;
    ASSERT_EQ(records.system_events.size(), 1u) << text;
    EXPECT_EQ(records.system_events[0].kind, SystemEventKind::unit_oom_kill);
    EXPECT_EQ(records.system_events[0].subject, "postgresql@16-main.service");
    using namespace std::chrono_literals;
    EXPECT_EQ(records.system_events[0].stamp.civil,
              Micros((std::chrono::sys_days{std::chrono::year{2026} / 1 / 5} + 10h + 15min + 2s).time_since_epoch()));
  }
  EXPECT_TRUE(read(read_systemd_show, "Id=postgresql.service\nResult=success\n", "unit.txt").system_events.empty());
}

TEST(Unit, UnitFileAndDropIns) {
  Reading reading;
  const Records records = read(read_unit_file, sample("made-up-systemctl-cat.txt"), "systemctl-cat.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(records.unit.written.oom_score_adjust.value().value, -900);
  EXPECT_EQ(records.unit.written.memory_max.value().value.size, mib(4096));
  EXPECT_NE(records.unit.written.exec_start.value().value.find("pg_ctlcluster"), std::string::npos);
}

TEST(Unit, WhatRunsCountsMoreThanTheFile) {
  Records records;
  test::read_exact(read_systemd_show, "MemoryMax=infinity\n", records);
  test::read_exact(read_unit_file, "[Service]\nMemoryMax=4G\n", records);
  EXPECT_TRUE(records.unit.fact(&UnitFacts::memory_max).value().value.none());
}

TEST(Unit, OnlyWhatTheServiceSays) {
  Records records;
  test::read_exact(read_unit_file, "[Unit]\nOOMPolicy=stop\n[Service]\nMemoryHigh=50%\nMemoryMax = a lot\n", records);
  EXPECT_FALSE(records.unit.written.oom_policy);
  EXPECT_FALSE(records.unit.written.memory_max) << "unknown is not none";
  EXPECT_EQ(records.unit.written.memory_high.value().value.of_ram, 0.5);
}

TEST(Unit, SizesWithASuffix) {
  for (const auto& [text, size] : {std::pair{"1024", Bytes{1024}}, {"4K", kib(4)}, {"1.5G", mib(1536)}, {"2T", mib(2 << 20)}}) {
    Records records;
    test::read_exact(read_unit_file, "[Service]\nMemoryMax=" + std::string(text) + "\n", records);
    EXPECT_EQ(records.unit.written.memory_max.value().value.size, size) << text;
  }
}

TEST(Unit, SurvivesDamage) { test::expect_survives_damage(read_systemd_show, sample("systemctl-show.txt"), "systemd-show.txt"); }

}  // namespace
}  // namespace laststraw
