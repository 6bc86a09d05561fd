#include <array>
#include <random>

#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

std::string sample(const char* name = "sa21.bin") { return test::slurp(test::samples_dir() / "sysstat_file" / name); }

const Series* series(const Records& records, std::string_view name) {
  for (const Series& found : records.series)
    if (found.name == name) return &found;
  return nullptr;
}

TEST(SysstatFile, ReadsRecordsOf1261) {
  Records records;
  const Reading reading = test::read_exact(read_sysstat_file, sample(), records);
  EXPECT_EQ(english()(reading.note), "");
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  ASSERT_TRUE(series(records, "mem_available_bytes"));
  EXPECT_EQ(series(records, "mem_available_bytes")->points.at(1).value, 20614692.0 * 1024) << "sadf: 03:30:01 kbavail 20614692";
}

/// RHEL 8 has 11.7.3, Debian 10 12.0.3: their file header has 11 ints, not 12, and their record header none.
TEST(SysstatFile, FollowsTheTypesThatTheHeaderDeclares) {
  for (const char* name : {"sa-11.7.3.bin", "sa-12.0.6.bin", "sa-12.0.6-i386.bin", "sa-12.0.6-powerpc.bin"}) {
    Records records;
    const Reading reading = test::read_exact(read_sysstat_file, sample(name), records);
    EXPECT_EQ(english()(reading.note), "") << name;
    EXPECT_EQ(reading.coverage.unrecognised, 0u) << name;
    // Three records, a comment, two more; a restart, two more.
    EXPECT_EQ(reading.coverage.parsed, 9u) << name;
    ASSERT_TRUE(series(records, "mem_available_bytes")) << name;
    EXPECT_EQ(series(records, "mem_available_bytes")->points.at(1).value, 2500900.0 * 1024) << name << ": sadf says kbavail 2500900";
    ASSERT_TRUE(series(records, "load_1")) << name;
    EXPECT_DOUBLE_EQ(series(records, "load_1")->points.at(2).value, 19.5) << name;
    EXPECT_FALSE(series(records, "shmem_bytes")) << name << ": not yet a field, which is not 0";
  }
}

/// A comment is no restart: what the counters did meanwhile counts. Over a restart there is no rate.
TEST(SysstatFile, RatesGoOnOverCommentsAndNotOverRestarts) {
  Records records;
  test::read_exact(read_sysstat_file, sample("sa-12.0.6.bin"), records);
  const Series* memory = series(records, "mem_free_bytes");
  const Series* swap = series(records, "swap_out_pages_per_s");
  ASSERT_TRUE(memory && swap);
  EXPECT_EQ(memory->points.size(), 7u);
  std::vector<std::uint32_t> lines;
  for (const SeriesPoint& point : swap->points) lines.push_back(point.line);
  EXPECT_EQ(lines, (std::vector<std::uint32_t>{2, 3, 5, 6, 9}));
}

/// Places in file_header of 12.0.6 (sa.h): file_magic's 76 bytes, an 8-byte and a long field, then the ints.
constexpr std::size_t kHeaderInts = 76 + 16;

TEST(SysstatFile, WhatCannotBeAHeaderIsRefused) {
  const std::string whole = sample("sa-12.0.6.bin");
  const auto with = [&](std::size_t at, char value) {
    std::string changed = whole;
    changed.at(at) = value;
    Records records;
    return english()(test::read_exact(read_sysstat_file, changed, records).note);
  };
  EXPECT_EQ(with(24, 10), "its header is damaged") << "fewer ints than any version has";
  EXPECT_EQ(with(24, 100), "its header is damaged") << "more fields than the header has bytes";
  EXPECT_EQ(with(kHeaderInts + 3 * 4 + 8, 8), "its header is damaged") << "an activity without its types";
  EXPECT_EQ(with(kHeaderInts + 6 * 4, 1), "its header is damaged") << "a record without its time";
  EXPECT_EQ(with(kHeaderInts + 10 * 4, 16), "its header is damaged") << "a record's header without its type";
  EXPECT_EQ(with(kHeaderInts + 11 * 4 + 2, 5), "its header is damaged") << "longs of 5 bytes";
}

/// A magic that is higher than the known one says that the structure was changed and not only appended to.
TEST(SysstatFile, LaterFormsOfAnActivityAreNotMisread) {
  std::string later = sample("sa-12.0.6.bin");
  const std::size_t activities = 76 + 0x148;
  for (std::size_t at = activities; at < activities + 16 * 36; at += 36)
    if (later.at(at) == 7) later.at(at + 4) = '\x8c';
  Records records;
  const Reading reading = test::read_exact(read_sysstat_file, later, records);
  EXPECT_EQ(english()(reading.note), "written by a later sysstat, whose form of A_MEMORY is not known; it was not read");
  EXPECT_FALSE(series(records, "mem_free_bytes"));
  EXPECT_TRUE(series(records, "swap_out_pages_per_s"));
}

TEST(SysstatFile, OldFormatsAreNamed) {
  std::string old = sample();
  old[2] = '\x71';
  old[3] = '\x21';
  Records records;
  const Reading reading = test::read_exact(read_sysstat_file, old, records);
  EXPECT_NE(english()(reading.note).find("0x2171"), std::string::npos) << english()(reading.note);
  EXPECT_NE(english()(reading.note).find("sadf -c"), std::string::npos) << "says what to do";
}

TEST(SysstatFile, CutFilesKeepWhatCameBefore) {
  const std::string whole = sample();
  Records records;
  const Reading reading = test::read_exact(read_sysstat_file, std::string_view(whole).substr(0, whole.size() - 100), records);
  EXPECT_NE(english()(reading.note).find("cut or damaged"), std::string::npos);
  EXPECT_TRUE(series(records, "mem_available_bytes"));
}

TEST(SysstatFile, SurvivesAnyDamage) {
  std::mt19937 random(7);
  const std::array<std::string, 3> samples{sample(), sample("sa-12.0.6-i386.bin"), sample("sa-12.0.6-powerpc.bin")};
  for (int i = 0; i < 1200; ++i) {
    const std::string& whole = samples.at(static_cast<std::size_t>(i) % samples.size());
    std::string damaged = i % 2 ? whole.substr(0, random() % whole.size()) : whole;
    for (int n = 0; n < 8 && !damaged.empty(); ++n)
      damaged[random() % std::min<std::size_t>(damaged.size(), i % 3 ? 2000 : damaged.size())] = static_cast<char>(random());
    Records records;
    EXPECT_TRUE(test::read_exact(read_sysstat_file, damaged, records).coverage.adds_up());
  }
}

}  // namespace
}  // namespace laststraw
