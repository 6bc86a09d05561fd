#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "cgroup_history" / name); }

TEST(CgroupHistory, KeysOfV1) {
  Reading reading;
  const Records records = read(read_cgroup_history, sample("v1.log"), "memcg-history.log", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  ASSERT_GE(records.series.size(), 4u);
  EXPECT_EQ(records.series[0].name, "memcg_usage_bytes");
  EXPECT_EQ(records.series[1].name, "memcg_anon_bytes");
  EXPECT_EQ(records.series[0].points.size(), 6u);
  EXPECT_EQ(records.series[0].points[0].stamp.utc_offset, std::chrono::minutes{0});
}

TEST(CgroupHistory, HalfALineIsUnrecognised) {
  Reading reading;
  read(read_cgroup_history, "2026-11-21T03:01:25+0000 usage_in_bytes 1 rss\n2026-11-21T03:01:25+0000\n", "x", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 2u);
}

TEST(CgroupHistory, SurvivesDamage) { test::expect_survives_damage(read_cgroup_history, sample("v1.log"), "x"); }

}  // namespace
}  // namespace laststraw
