// /proc/slabinfo.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "slabinfo" / name); }

TEST(Slabinfo, TheLargestCacheAndAllTogether) {
  Reading reading;
  const Records records = read(read_slabinfo, sample("linux-6.18"), "proc/slabinfo", &reading);
  EXPECT_EQ(reading.coverage.unrecognised + reading.coverage.noise, 0u);
  ASSERT_TRUE(records.slab);
  EXPECT_EQ(records.slab->largest, "buffer_head");
  EXPECT_EQ(records.slab->largest_size, Bytes{232846848});
  EXPECT_EQ(records.slab->size, Bytes{480835776});
  EXPECT_EQ(records.slab->cite.at.first_line, 5u);
}

TEST(Slabinfo, RowsThatAreNoneAreUnrecognised) {
  Reading reading;
  const Records records = read(read_slabinfo,
                               "slabinfo - version: 2.1\ndentry 1 2\ndentry 1 -2 192 21 1 : tunables\ndentry 1 99999999999999999999 192\n"
                               "dentry 1 999999999999 99999999999 1 1 : tunables\n",
                               "proc/slabinfo", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 4u);
  EXPECT_FALSE(records.slab) << "unknown is not 0";
  ASSERT_EQ(records.unrecognised.size(), 4u);
  EXPECT_EQ(records.unrecognised[0].failure.column, 11u);
}

TEST(Slabinfo, CachesOfNothingAreNoLargest) {
  EXPECT_FALSE(read(read_slabinfo, "slabinfo - version: 2.1\ndentry 0 0 192 21 1 : tunables 0 0 0\n", "proc/slabinfo").slab);
}

TEST(Slabinfo, SurvivesDamage) { test::expect_survives_damage(read_slabinfo, sample("linux-6.18"), "proc/slabinfo"); }

}  // namespace
}  // namespace laststraw
