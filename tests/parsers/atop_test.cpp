#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

std::string sample() { return test::slurp(test::samples_dir() / "atop" / "parseable.txt"); }

const Series& series(const Records& records, std::string_view name) {
  for (const Series& found : records.series)
    if (found.name == name) return found;
  throw std::out_of_range(std::string(name));
}

TEST(Atop, MemorySwapAndPressure) {
  Records records;
  const Reading reading = test::read_exact(read_atop, sample(), records);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(series(records, "mem_total_bytes").points.at(0).value, 6170604.0 * 4096);
  EXPECT_EQ(series(records, "page_tables_bytes").points.at(0).value, 2338.0 * 4096);
  EXPECT_EQ(series(records, "commit_limit_bytes").points.at(0).value, 3085302.0 * 4096);
  EXPECT_EQ(series(records, "psi_memory_some_total_us").points.at(0).value, 2878441.0);
  EXPECT_EQ(*series(records, "mem_total_bytes").points.at(0).stamp.civil, std::chrono::seconds{1795232468});
}

TEST(Atop, ProcessesWithTheirTitles) {
  Records records;
  test::read_exact(read_atop, sample(), records);
  ASSERT_EQ(records.process_lists.size(), 1u);
  const ProcessList& list = records.process_lists[0];
  EXPECT_EQ(list.rows.size(), 13u);
  const auto row = std::find_if(list.rows.begin(), list.rows.end(), [](const ProcessRow& r) { return r.pid == Pid(18095); });
  ASSERT_NE(row, list.rows.end());
  EXPECT_EQ(row->command, "postgres: app shop 127.0.0.1(42836) idle") << "PRG's command line, not PRM's name";
  EXPECT_TRUE(row->rss && row->rss->count > 10 << 20);
}

TEST(Atop, SurvivesDamage) { test::expect_survives_damage(read_atop, sample()); }

}  // namespace
}  // namespace laststraw
