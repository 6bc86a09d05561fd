#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "meminfo" / name); }

TEST(Meminfo, SizesAreBytesAndPagesAreCounted) {
  Reading reading;
  const Records records = read(read_meminfo, sample("linux-6.12"), "proc/meminfo", &reading);
  EXPECT_EQ(reading.coverage.unrecognised + reading.coverage.noise, 0u);
  EXPECT_EQ(records.meminfo.total.value().value, kib(604252));
  EXPECT_EQ(records.meminfo.total->cite.at.first_line, 1u);
  EXPECT_EQ(records.meminfo.huge_page.value().value, kib(2048));
  EXPECT_EQ(records.meminfo.huge_pages_total.value().value, 0);
}

TEST(Meminfo, WhatZswapHolds) {
  const Records records = read(read_meminfo, "MemTotal: 604252 kB\nZswap: 2048 kB\nZswapped: 6144 kB\n", "meminfo");
  EXPECT_EQ(records.meminfo.zswap.value().value, mib(2));
  EXPECT_EQ(records.meminfo.zswapped.value().value, mib(6));
}

TEST(Meminfo, OverlongNumberIsUnrecognised) {
  Reading reading;
  const Records records = read(read_meminfo, "MemTotal: 99999999999999999999 kB\nMemFree: 5 apples\n", "m", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 2u);
  EXPECT_FALSE(records.meminfo.total) << "unknown is not 0";
  ASSERT_EQ(records.unrecognised.size(), 2u);
  EXPECT_EQ(records.unrecognised[0].failure.column, 11u) << "the number";
  EXPECT_EQ(records.unrecognised[1].failure.column, 12u) << "the apples";
}

TEST(Meminfo, SurvivesDamage) { test::expect_survives_damage(read_meminfo, sample("linux-6.12"), "meminfo"); }

}  // namespace
}  // namespace laststraw
