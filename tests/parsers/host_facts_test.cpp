#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

Records read(test::Read reader, std::string_view text, std::string_view path, Reading* reading = nullptr) {
  Records records;
  const Reading result = test::read_exact(reader, text, records, path);
  EXPECT_TRUE(result.coverage.adds_up());
  if (reading) *reading = result;
  return records;
}

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "host_facts" / name); }

TEST(HostFacts, Uname) {
  const Records records = read(read_host_facts, sample("uname"), "proc/uname");
  EXPECT_EQ(records.host.at("hostname").value, "db-lab");
  EXPECT_EQ(records.host.at("kernel_release").value, "6.12.107+deb12-cloud-amd64");
  EXPECT_EQ(read(read_host_facts, sample("uname-r"), "proc/uname").host.at("kernel_release").value, "6.18.44-fc-v445");
}

TEST(HostFacts, DateGivesTheZone) {
  const Records records = read(read_host_facts, sample("date.txt"), "date.txt");
  EXPECT_EQ(records.host.at("zone").value, "+00:00");
  EXPECT_EQ(records.host.at("os").value, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(read(read_host_facts, "2026-11-21T03:02:32-03:30\n", "date.txt").host.at("zone").value, "-03:30");
}

TEST(HostFacts, SwapsAndTheScore) {
  EXPECT_EQ(integer(read(read_host_facts, sample("swaps"), "proc/swaps").host, "swaps"), 0);
  EXPECT_EQ(
      integer(read(read_host_facts, sample("postmaster.oom_score_adj"), "proc/postmaster.oom_score_adj").host, "postmaster_oom_score_adj"),
      -900);
}

TEST(HostFacts, SurvivesDamage) {
  test::expect_survives_damage(read_host_facts, sample("uname") + sample("date.txt") + sample("swaps"), "date.txt");
}

}  // namespace
}  // namespace laststraw
