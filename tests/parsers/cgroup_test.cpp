#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "cgroup" / name); }

TEST(Cgroup, LabelledByTheFileName) {
  const Records limit = read(read_cgroup_files, sample("memory.limit_in_bytes"), "cgroup/memory.limit_in_bytes");
  EXPECT_EQ(limit.cgroup.limit().value().value, Bytes{536870912});
  const Records control = read(read_cgroup_files, sample("memory.oom_control"), "cgroup/memory.oom_control");
  EXPECT_EQ(control.cgroup.v1_oom_kills.value().value, 1);
  EXPECT_FALSE(control.cgroup.oom_kills);
}

TEST(Cgroup, CombinedCapture) {
  Reading reading;
  const Records records = read(read_cgroup_files, sample("combined-v2.txt"), "proc/cgroup-memory.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_TRUE(records.cgroup.max.value().value.none());
  EXPECT_FALSE(records.cgroup.limit());
  EXPECT_EQ(records.cgroup.oom_kills.value().value, 1);
}

TEST(Cgroup, HowOftenTheGroupWasSlowedDown) {
  const Records whole = read(read_cgroup_files, "low 0\nhigh 341\nmax 12\noom 1\noom_kill 1\n", "cgroup/memory.events");
  EXPECT_EQ(whole.cgroup.high_events.value().value, 341);
  const Records local = read(read_cgroup_files, "high 341\noom_kill 1\n", "cgroup/memory.events.local");
  EXPECT_FALSE(local.cgroup.high_events) << "of the group alone; the other counts it too";
}

TEST(Cgroup, NoLimitIsNone) {
  const Records v1 = read(read_cgroup_files, "9223372036854771712\n", "cgroup/memory.limit_in_bytes");
  EXPECT_TRUE(v1.cgroup.limit_in_bytes.value().value.none());
  const Records v2 = read(read_cgroup_files, "memory.high: max\nmemory.max: 99999999999999999999\n", "notes.txt");
  EXPECT_TRUE(v2.cgroup.high.value().value.none());
  EXPECT_TRUE(v2.cgroup.max.value().value.none());
}

TEST(Cgroup, FilesCountMoreThanTheDeclaration) {
  CgroupMemory cgroup;
  cgroup.declared = {mib(512), {}};
  EXPECT_EQ(cgroup.limit().value().value, mib(512));
  cgroup.limit_in_bytes = {MemoryLimit{.size = mib(256)}, {}};
  EXPECT_EQ(cgroup.limit().value().value, mib(256));
  cgroup.limit_in_bytes = {MemoryLimit{}, {}};
  EXPECT_FALSE(cgroup.limit()) << "the file says that there is none";
}

TEST(Cgroup, SaysWhereALineStops) {
  Reading reading;
  const Records records = read(read_cgroup_files, "memory.max = 512M\n", "notes.txt", &reading);
  ASSERT_EQ(reading.coverage.unrecognised, 1u);
  EXPECT_EQ(records.unrecognised.at(0).failure.column, 17u);
}

TEST(Cgroup, SurvivesDamage) { test::expect_survives_damage(read_cgroup_files, sample("combined-v2.txt"), "proc/cgroup-memory.txt"); }

}  // namespace
}  // namespace laststraw
