#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "sar" / name); }

const Series& series(const Records& records, std::string_view name) {
  for (const Series& found : records.series)
    if (found.name == name) return found;
  throw std::out_of_range(std::string(name));
}

TEST(Sar, SectionsOf126) {
  Reading reading;
  const Records records = read(read_sar, sample("sysstat-12.6-memory.txt"), "sar.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  const Series& available = series(records, "mem_available_bytes");
  ASSERT_EQ(available.points.size(), 3u) << "the Average row is no point";
  EXPECT_EQ(available.points[0].value, 482072.0 * 1024);
  EXPECT_EQ(available.unit, "bytes");
  EXPECT_EQ(WallTime{*available.points[0].stamp.civil}, std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 2h + 53min + 46s);
  EXPECT_FALSE(available.points[0].stamp.utc_offset) << "sar prints no zone";
  EXPECT_EQ(series(records, "direct_scan_pages_per_s").points.size(), 3u);
  EXPECT_EQ(series(records, "psi_memory_some_avg10_percent").points.size(), 3u);
  EXPECT_EQ(series(records, "swap_used_bytes").points.size(), 3u);
}

TEST(Sar, TwelveHourClockDayChangeDecimalCommaAndRestart) {
  Reading reading;
  const Records records = read(read_sar, sample("made-up-12-hour-clock.txt"), "sar.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  const Series& free = series(records, "mem_free_bytes");
  ASSERT_EQ(free.points.size(), 3u);
  EXPECT_EQ(WallTime{*free.points[0].stamp.civil}, std::chrono::sys_days{std::chrono::year{2019} / 12 / 31} + 23h + 59min + 1s)
      << "31 can only be a day";
  EXPECT_EQ(WallTime{*free.points[1].stamp.civil}, std::chrono::sys_days{std::chrono::year{2020} / 1 / 1} + 1s) << "past midnight";
  EXPECT_DOUBLE_EQ(series(records, "load_1").points.at(0).value, 4.10);
  for (const Series& found : records.series) EXPECT_NE(found.name, "mem_used_bytes") << "kbmemused has three definitions";
}

TEST(Sar, OtherBlocksAreNoise) {
  Reading reading;
  read(
      read_sar,
      "Linux 6.1.0 (h) \t11/21/26 \t_x86_64_\t(1 CPU)\n\n02:53:44        CPU     %user     %nice   %system   %iowait    %steal     %idle\n02:53:46        all      1.00      0.00      1.00      0.00      0.00     98.00\n",
      "s", &reading);
  EXPECT_EQ(reading.coverage.noise, 2u);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
}

TEST(Sar, SurvivesDamage) {
  test::expect_survives_damage(read_sar, sample("sysstat-12.6-memory.txt"), "sar.txt");
  test::expect_survives_damage(read_sar, sample("made-up-12-hour-clock.txt"), "sar.txt");
}

}  // namespace
}  // namespace laststraw
