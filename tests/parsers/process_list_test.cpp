#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "process_list" / name); }

TEST(ProcessList, TimedBlocks) {
  Reading reading;
  const Records records = read(read_process_list, sample("ps-blocks.log"), "ps-history.log", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  ASSERT_EQ(records.process_lists.size(), 2u);
  const ProcessList& first = records.process_lists[0];
  EXPECT_TRUE(first.stamp && first.stamp->civil);
  EXPECT_EQ(first.rows.at(1).pid, Pid(17637));
  EXPECT_EQ(first.rows[1].ppid, Pid(17613));
  EXPECT_EQ(first.rows[1].rss, kib(22788));
  EXPECT_EQ(first.rows[1].elapsed, 5s);
  EXPECT_EQ(first.rows[1].command, "postgres: app shop 127.0.0.1(33038) idle");
}

TEST(ProcessList, PsAuxWithoutATime) {
  const Records records = read(read_process_list, sample("made-up-ps-aux.txt"), "ps.txt");
  ASSERT_EQ(records.process_lists.size(), 1u);
  EXPECT_FALSE(records.process_lists[0].stamp);
  EXPECT_EQ(records.process_lists[0].rows.at(1).rss, kib(905012));
  EXPECT_EQ(records.process_lists[0].rows[2].command, "/usr/bin/java -jar  app.jar") << "blanks inside are kept";
}

/// ps cuts %MEM off behind a tenth: rss 20012000 kB at 61.0 is between 32753000 and 32834000 kB of RAM.
TEST(ProcessList, ALargePartOfTheRamTellsTheRam) {
  const std::string header = "USER  PID %CPU %MEM    VSZ   RSS TTY STAT START   TIME COMMAND\n";
  const Records records = read(read_process_list,
                               header + "postgres 901 0.0 0.3 4401200 101200 ? Ss Jan01 1:01 postgres -D x\n" +
                                   "postgres 12001 4.0 61.0 24401200 20012000 ? Rs 02:00 11:01 postgres: etl\n",
                               "ps");
  ASSERT_TRUE(records.meminfo.total);
  EXPECT_NEAR(static_cast<double>(records.meminfo.total->value.count), 32793500.0 * 1024, 41000.0 * 1024);
  EXPECT_GT(records.meminfo.total_within, kib(10000));
  EXPECT_EQ(records.meminfo.total->cite.at.first_line, 3u);
  EXPECT_FALSE(read(read_process_list, header + "postgres 901 0.0 0.3 4401200 101200 ? Ss Jan01 1:01 x\n", "ps").meminfo.total)
      << "a small part tells next to nothing";
}

TEST(ProcessList, ElapsedWithDays) {
  const Records records = read(read_process_list, "PID ELAPSED COMMAND\n1 2-03:04:05 init\n2 04:05 x\n", "p");
  EXPECT_EQ(records.process_lists.at(0).rows.at(0).elapsed, 2 * 24h + 3h + 4min + 5s);
  EXPECT_EQ(records.process_lists[0].rows[1].elapsed, 4min + 5s);
}

TEST(ProcessList, SurvivesDamage) {
  test::expect_survives_damage(read_process_list, sample("ps-blocks.log"), "p");
  test::expect_survives_damage(read_process_list, sample("made-up-ps-aux.txt"), "p");
}

}  // namespace
}  // namespace laststraw
