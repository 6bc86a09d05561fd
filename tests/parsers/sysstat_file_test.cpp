#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

std::string sample() { return test::slurp(test::samples_dir() / "sysstat_file" / "sa21.bin"); }

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
  const std::string whole = sample();
  for (int i = 0; i < 400; ++i) {
    std::string damaged = i % 2 ? whole.substr(0, random() % whole.size()) : whole;
    for (int n = 0; n < 8 && !damaged.empty(); ++n)
      damaged[random() % std::min<std::size_t>(damaged.size(), i % 3 ? 2000 : damaged.size())] = static_cast<char>(random());
    Records records;
    EXPECT_TRUE(test::read_exact(read_sysstat_file, damaged, records).coverage.adds_up());
  }
}

}  // namespace
}  // namespace laststraw
