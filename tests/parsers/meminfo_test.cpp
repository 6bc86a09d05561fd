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

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "meminfo" / name); }

TEST(Meminfo, ReadsNumbersAndUnits) {
  Reading reading;
  const Records records = read(read_meminfo, sample("linux-6.12"), "proc/meminfo", &reading);
  EXPECT_EQ(reading.coverage.unrecognised + reading.coverage.noise, 0u);
  EXPECT_EQ(integer(records.meminfo, "MemTotal"), 604252);
  EXPECT_EQ(records.meminfo.at("MemTotal").unit, "kB");
  EXPECT_EQ(records.meminfo.at("HugePages_Total").unit, "");
  EXPECT_EQ(records.meminfo.at("Active(anon)").value, "59508");
  EXPECT_EQ(records.meminfo.at("MemTotal").cite.at.first_line, 1u);
}

TEST(Meminfo, OverlongNumberIsUnrecognised) {
  Reading reading;
  const Records records = read(read_meminfo, "MemTotal: 99999999999999999999 kB\nMemFree: 5 apples\n", "m", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 2u);
  EXPECT_TRUE(records.meminfo.empty());
}

TEST(Meminfo, SurvivesDamage) { test::expect_survives_damage(read_meminfo, sample("linux-6.12"), "meminfo"); }

}  // namespace
}  // namespace laststraw
