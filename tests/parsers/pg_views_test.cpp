#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

std::vector<PgEntry> read(std::string_view text) {
  std::vector<PgEntry> entries;
  Records records;
  const Reading reading =
      test::read_exact(read_pg_stat_activity, text, records, "sample", [&entries](const PgEntry& entry) { entries.push_back(entry); });
  EXPECT_TRUE(reading.coverage.adds_up());
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  return entries;
}

std::vector<PgEntry> sample(const char* name) { return read(test::slurp(test::samples_dir() / "pg_views" / name)); }

TEST(PgStatActivity, InEveryFormOfPsql) {
  for (const char* name : {"made-up-activity.csv", "made-up-activity.txt", "made-up-activity-expanded.txt"}) {
    const std::vector<PgEntry> entries = sample(name);
    ASSERT_GE(entries.size(), 3u) << name;
    EXPECT_EQ(entries[0].pid, Pid(24021)) << name;
    EXPECT_EQ(entries[0].user, "report") << name;
    EXPECT_EQ(entries[0].database, "shop") << name;
    EXPECT_EQ(entries[0].application, "monthly") << name;
    EXPECT_TRUE(entries[0].severity.empty()) << "no line of a log";
    ASSERT_TRUE(entries[0].session_start) << name;
    EXPECT_EQ(entries[0].session_start->utc_offset, 0min) << name;
    EXPECT_TRUE(entries[0].statement.empty()) << "the session is older than its statement";
    EXPECT_EQ(entries[1].pid, Pid(24021)) << name;
    EXPECT_EQ(entries[1].statement.substr(0, 19), "select customer_id,") << name;
    EXPECT_NE(entries[1].statement.find("\n"), std::string::npos) << name;
    EXPECT_NE(entries[1].statement.find("from orders o group by 1"), std::string::npos) << name << ": " << entries[1].statement;
    EXPECT_EQ(entries[1].statement.find('+'), std::string::npos) << name;
    EXPECT_EQ(entries[1].stamp.civil, *entries[0].session_start->civil + 4206ms) << name;
    EXPECT_EQ(entries[2].pid, Pid(23987)) << name;
    EXPECT_TRUE(entries[2].statement.empty()) << "what an idle session ran last is over";
  }
}

TEST(PgStatActivity, ServersOwnProcesses) {
  const std::vector<PgEntry> entries = sample("made-up-activity.csv");
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries[3].backend_type, "checkpointer");
  EXPECT_TRUE(entries[3].user.empty());
}

TEST(PgStatActivity, SurvivesDamage) {
  for (const auto& path : test::samples_of("pg_views")) test::expect_survives_damage(read_pg_stat_activity, test::slurp(path));
}

}  // namespace
}  // namespace laststraw
