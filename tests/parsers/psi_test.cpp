#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "psi" / name); }

TEST(Psi, TimedCaptures) {
  Reading reading;
  const Records records = read(read_psi, sample("memory.log"), "pressure/memory.log", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(records.series.at(0).name, "psi_memory_some_avg10_percent");
  EXPECT_EQ(records.series.at(0).points.size(), 3u);
  EXPECT_TRUE(records.series.at(0).points[0].stamp.civil);
}

TEST(Psi, SingleSnapshotHasNoTime) {
  const Records records = read(read_psi, "some avg10=1.50 avg60=0.21 avg300=0.14 total=2194213\n", "pressure/memory");
  EXPECT_DOUBLE_EQ(records.series.at(0).points.at(0).value, 1.5);
  EXPECT_FALSE(records.series.at(0).points.at(0).stamp.civil);
}

TEST(Psi, SurvivesDamage) { test::expect_survives_damage(read_psi, sample("memory.log"), "x"); }

}  // namespace
}  // namespace laststraw
