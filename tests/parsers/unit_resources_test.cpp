// What systemd says of a unit's memory: when it stops, and in its status.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

double value_of(const Records& records, std::string_view name) {
  for (const Series& series : records.series)
    if (series.name == name && series.points.size() == 1) return series.points.front().value;
  return -1;
}

Records logged(const std::string& words) { return read(read_kernel_log, "Nov 21 03:02:22 db7 systemd[1]: " + words + "\n", "journal.txt"); }

TEST(UnitResources, ThePeakWhenItStops) {
  const Records records = logged("postgresql@15-main.service: Consumed 1h 2min 3.456s CPU time, 13.5G memory peak, 1.5G memory swap peak.");
  EXPECT_EQ(value_of(records, "memcg_peak_bytes"), 13.5 * 0x1p30);
  EXPECT_EQ(value_of(records, "memcg_swap_peak_bytes"), 1.5 * 0x1p30);
}

TEST(UnitResources, OlderAndNewerWords) {
  EXPECT_TRUE(logged("postgresql.service: Consumed 3.4s CPU time.").series.empty()) << "before systemd 254";
  EXPECT_EQ(
      value_of(logged("postgresql.service: Consumed 14.5s CPU time over 1d 2h wall clock time, 320M memory peak."), "memcg_peak_bytes"),
      320 * 0x1p20);
  EXPECT_EQ(value_of(logged("postgresql.service: Consumed 2s CPU time, 96K memory peak, 0B memory swap peak, read 1.2M from disk."),
                     "memcg_swap_peak_bytes"),
            0.0);
}

TEST(UnitResources, OfTheServersUnitOnly) {
  EXPECT_TRUE(logged("backup.service: Consumed 1min 2s CPU time, 9.0G memory peak, 0B memory swap peak.").series.empty());
}

TEST(UnitResources, StatusTellsPeakAndLimit) {
  const std::string sample = test::slurp(test::samples_dir() / "unit" / "made-up-systemctl-status.txt");
  Reading reading;
  const Records records = read(read_systemd_show, sample, "status.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(records.unit.shown.memory_max.value().value.size, mib(12 * 1024));
  EXPECT_NE(records.unit.shown.memory_max->cite.quote.find("limit: 12G"), std::string::npos);
  EXPECT_NEAR(value_of(records, "memcg_peak_bytes"), 13.2 * 0x1p30, 1.0);
  test::expect_survives_damage(read_systemd_show, sample, "status.txt");
}

TEST(UnitResources, TheUnitsOwnMaximumCountsMoreThanThatOfASlice) {
  const Records records =
      read(read_systemd_show,
           "\xe2\x97\x8f postgresql.service - PostgreSQL\n     Active: active (running) since Mon 2026-01-05 10:15:02 UTC; 3min ago\n"
           "     Memory: 1.0G (high: 3.0G max: 4.0G limit: 8.0G available: 2.0G)\n",
           "status.txt");
  EXPECT_EQ(records.unit.shown.memory_max.value().value.size, mib(4096));
  EXPECT_EQ(records.unit.shown.memory_high.value().value.size, mib(3072));
}

/// It was started again since it ended, or did not end: what it holds now tells nothing of then.
TEST(UnitResources, ThePeakOfARunThatGoesOnIsNotThatOfTheOneBefore) {
  const Records records =
      read(read_systemd_show,
           "\xe2\x97\x8f postgresql.service - PostgreSQL\n     Active: active (running) since Mon 2026-01-05 10:15:02 UTC; 3min ago\n"
           "     Memory: 1.0G (max: 4.0G peak: 1.5G)\n",
           "status.txt");
  EXPECT_TRUE(records.series.empty());
}

}  // namespace
}  // namespace laststraw
