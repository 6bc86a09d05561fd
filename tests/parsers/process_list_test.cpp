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
