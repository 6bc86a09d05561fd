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

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "cgroup" / name); }

TEST(Cgroup, LabelledByTheFileName) {
  EXPECT_EQ(
      integer(read(read_cgroup_files, sample("memory.limit_in_bytes"), "cgroup/memory.limit_in_bytes").cgroup, "memory.limit_in_bytes"),
      536870912);
  const Records stat = read(read_cgroup_files, sample("memory.stat"), "cgroup/memory.stat");
  EXPECT_EQ(integer(stat.cgroup, "memory.stat:shmem"), 33009664);
  const Records control = read(read_cgroup_files, sample("memory.oom_control"), "cgroup/memory.oom_control");
  EXPECT_TRUE(integer(control.cgroup, "memory.oom_control:oom_kill").has_value());
}

TEST(Cgroup, CombinedCapture) {
  Reading reading;
  const Records records = read(read_cgroup_files, sample("combined-v2.txt"), "proc/cgroup-memory.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(records.cgroup.at("memory.max").value, "max");
  EXPECT_EQ(integer(records.cgroup, "memory.events:oom_kill"), 1);
  EXPECT_EQ(integer(records.cgroup, "memory.stat:anon"), 3350528);
}

TEST(Cgroup, SurvivesDamage) { test::expect_survives_damage(read_cgroup_files, sample("combined-v2.txt"), "proc/cgroup-memory.txt"); }

}  // namespace
}  // namespace laststraw
