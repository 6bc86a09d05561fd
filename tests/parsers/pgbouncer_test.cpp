#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

Records sample(const char* name) {
  Reading reading;
  Records records = test::read(read_pgbouncer_log, test::slurp(test::samples_dir() / "pgbouncer" / name), name, &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(reading.coverage.noise, 0u);
  return records;
}

std::string told(const Records& records) {
  std::string all;
  for (const SystemEvent& event : records.system_events) {
    const char* kind = event.kind == SystemEventKind::pooler_lost_server ? "lost"
                       : event.kind == SystemEventKind::pooler_no_server ? "none"
                                                                         : "gave up";
    all += std::string(kind) + " " + std::to_string(event.count) + " at line " + std::to_string(event.cite.at.first_line) + "; ";
  }
  return all;
}

TEST(PgBouncerLog, ABackendKilled) {
  const Records records = sample("backend-killed.log");
  EXPECT_EQ(told(records), "lost 2 at line 9; none 2 at line 17; gave up 1 at line 22; ");
  ASSERT_TRUE(records.system_events[0].stamp.civil);
  EXPECT_EQ(records.system_events[0].stamp.utc_offset, std::chrono::minutes{0});
  ASSERT_EQ(records.series.size(), 2u);
  EXPECT_EQ(records.series[0].name, "pooler_transactions_per_s");
  EXPECT_EQ(records.series[1].name, "pooler_wait_us");
  ASSERT_EQ(records.series[1].points.size(), 1u);
  EXPECT_EQ(records.series[1].points[0].value, 1171);
}

TEST(PgBouncerLog, ThePostmasterKilled) {
  const Records records = sample("postmaster-killed.log");
  const std::string all = told(records);
  EXPECT_NE(all.find("lost 2"), std::string::npos) << all;
  EXPECT_NE(all.find("none 2"), std::string::npos) << all;
  EXPECT_NE(all.find("gave up 4 at line 12"), std::string::npos) << "those within ten seconds together: " << all;
}

TEST(PgBouncerLog, OlderForms) {
  // Before 1.9 without a zone and brackets (made up after usual/logging.c of that time), statistics in requests.
  const Records records =
      test::read(read_pgbouncer_log,
                 "2016-02-03 04:05:06.789 4711 LOG Stats: 3 req/s, in 1 b/s, out 2 b/s,query 4 us\n"
                 "2016-02-03 04:05:07.789 4711 LOG S-0x1f2e: shop/app@10.0.0.5:5432 closing because: server conn crashed? (age=3)\n");
  ASSERT_EQ(records.series.size(), 1u);
  EXPECT_EQ(records.series[0].points[0].value, 3);
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_FALSE(records.system_events[0].stamp.utc_offset);
}

TEST(PgBouncerLog, SurvivesDamage) {
  for (const auto& path : test::samples_of("pgbouncer")) test::expect_survives_damage(read_pgbouncer_log, test::slurp(path));
}

}  // namespace
}  // namespace laststraw
