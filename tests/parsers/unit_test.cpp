#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

Records read(test::Read reader, std::string_view text, std::string_view path, Reading* reading = nullptr) {
  Records records;
  const Reading result = test::read_exact(reader, text, records, path);
  EXPECT_TRUE(result.coverage.adds_up());
  if (reading) *reading = result;
  return records;
}

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "unit" / name); }

TEST(Unit, SystemctlShow) {
  Reading reading;
  const Records records = read(read_systemd_show, sample("systemctl-show.txt"), "systemd-show.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(records.unit.at("OOMPolicy").value, "continue");
  EXPECT_EQ(records.unit.at("OOMPolicy").cite.quote, "OOMPolicy=continue");
}

TEST(Unit, UnitFileAndDropIns) {
  Reading reading;
  const Records records = read(read_unit_file, sample("made-up-systemctl-cat.txt"), "systemctl-cat.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(records.unit.at("OOMScoreAdjust").value, "-900");
  EXPECT_EQ(records.unit.at("MemoryMax").value, "4294967296") << "in bytes, as systemctl show prints it";
  EXPECT_EQ(records.unit.at("Environment").value, "PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0")
      << "Environment adds up";
  EXPECT_FALSE(records.unit.count("Description")) << "only what the service says";
}

TEST(Unit, WhatRunsCountsMoreThanTheFile) {
  Records records;
  test::read_exact(read_systemd_show, "MemoryMax=infinity\n", records);
  test::read_exact(read_unit_file, "[Service]\nMemoryMax=4G\n", records);
  EXPECT_EQ(records.unit.at("MemoryMax").value, "infinity");
}

TEST(Unit, SurvivesDamage) { test::expect_survives_damage(read_systemd_show, sample("systemctl-show.txt"), "systemd-show.txt"); }

}  // namespace
}  // namespace laststraw
