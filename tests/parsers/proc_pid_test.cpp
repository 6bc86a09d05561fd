#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

std::string sample(std::string_view name) { return test::slurp(test::samples_dir() / "proc_pid" / name); }

TEST(ProcPid, StatusIsOneProcess) {
  Records records;
  EXPECT_EQ(test::read_exact(read_proc_pid, sample("made-up-status"), records).coverage.unrecognised, 0u);
  ASSERT_EQ(records.process_lists.size(), 1u);
  const ProcessRow& row = records.process_lists[0].rows.at(0);
  EXPECT_EQ(row.pid, Pid(18096));
  EXPECT_EQ(row.ppid, Pid(18072));
  EXPECT_EQ(row.command, "postgres");
  EXPECT_EQ(row.rss, kib(33488));
}

TEST(ProcPid, AddressSpaceLimit) {
  Records records;
  test::read_exact(read_proc_pid, sample("made-up-limits"), records);
  EXPECT_EQ(records.limits.address_space.value().value.size, mib(4096));
  test::read_exact(read_proc_pid, "Max address space         unlimited            unlimited            bytes\n", records);
  EXPECT_TRUE(records.limits.address_space.value().value.none());
}

TEST(ProcPid, ControlGroup) {
  Records records;
  test::read_exact(read_proc_pid, "0::/system.slice/postgresql.service\n", records);
  EXPECT_EQ(records.host.process_cgroup.value().value, "/system.slice/postgresql.service");
}

TEST(ProcPid, SurvivesDamage) {
  for (const auto& path : test::samples_of("proc_pid")) test::expect_survives_damage(read_proc_pid, test::slurp(path));
}

}  // namespace
}  // namespace laststraw
