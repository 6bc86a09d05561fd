#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

std::string sample(std::string_view name) { return test::slurp(test::samples_dir() / "vmstat" / name); }

const Series& series(const Records& records, std::string_view name) {
  for (const Series& found : records.series)
    if (found.name == name) return found;
  throw std::out_of_range(std::string(name));
}

TEST(Vmstat, TimestampsOfDashT) {
  Records records;
  const Reading reading = test::read_exact(read_vmstat, sample("vmstat-t.txt"), records);
  EXPECT_EQ(reading.coverage.unrecognised + reading.coverage.noise, 0u);
  const Series& free = series(records, "mem_free_bytes");
  EXPECT_EQ(free.points.at(0).value, 12515612.0 * 1024);
  EXPECT_EQ(WallTime{*free.points.at(0).stamp.civil}, std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 3h + 41min + 6s);
  EXPECT_EQ(free.points.at(0).stamp.utc_offset, 0min) << "the header's UTC";
  EXPECT_EQ(series(records, "swap_in_pages_per_s").points.size(), free.points.size() - 1) << "the first row's rates are since boot";
}

TEST(Vmstat, WideWithTheGuestColumn) {
  Records records;
  EXPECT_EQ(test::read_exact(read_vmstat, sample("vmstat-w.txt"), records).coverage.unrecognised, 0u);
  EXPECT_EQ(series(records, "cached_bytes").points.at(0).value, 9622768.0 * 1024);
}

TEST(Vmstat, SamplesUnderOsWatchersMarks) {
  Records records;
  const Reading reading = test::read_exact(read_vmstat, sample("made-up-oswatcher.dat"), records);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  const Series& free = series(records, "mem_free_bytes");
  ASSERT_EQ(free.points.size(), 2u);
  EXPECT_EQ(*free.points[1].stamp.civil - *free.points[0].stamp.civil, 30s);
}

TEST(Free, NewAndOldColumns) {
  Records records;
  EXPECT_EQ(test::read_exact(read_free, sample("free.txt"), records).coverage.unrecognised, 0u);
  EXPECT_EQ(series(records, "mem_available_bytes").points.at(0).value, 21889852.0 * 1024);
  Records old;
  test::read_exact(
      read_free,
      "             total       used       free     shared    buffers     cached\nMem:      16431524   16279364     152160          0     219224   11853824\n-/+ buffers/cache:    4206316   12225208\nSwap:      8191992          0    8191992\n",
      old);
  EXPECT_EQ(series(old, "cached_bytes").points.at(0).value, 11853824.0 * 1024);
  EXPECT_EQ(series(old, "swap_free_bytes").points.at(0).value, 8191992.0 * 1024);
}

TEST(Free, UnitsByTheTotal) {
  const auto total_free = [](const char* text) {
    Records records;
    test::read_exact(read_free, std::string("              total        used        free      shared  buff/cache   available\n") + text,
                     records);
    return series(records, "mem_free_bytes").points.at(0).value;
  };
  EXPECT_EQ(total_free("Mem:          24103        2727       12114          55        9665       21376\n"), 12114.0 * 1048576)
      << "free -m";
  EXPECT_EQ(total_free("Mem:           23Gi       2.7Gi        11Gi        55Mi       9.4Gi        20Gi\n"), 11.0 * 1073741824)
      << "free -h";
}

TEST(Vmstat, SurvivesDamage) {
  for (const auto& path : test::samples_of("vmstat")) {
    test::expect_survives_damage(read_vmstat, test::slurp(path));
    test::expect_survives_damage(read_free, test::slurp(path));
  }
}

}  // namespace
}  // namespace laststraw
