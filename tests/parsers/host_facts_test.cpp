#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "host_facts" / name); }

TEST(HostFacts, Uname) {
  const Records records = read(read_host_facts, sample("uname"), "proc/uname");
  EXPECT_EQ(records.host.hostname.value().value, "db-lab");
  EXPECT_EQ(records.host.kernel_release.value().value, "6.12.107+deb12-cloud-amd64");
  EXPECT_EQ(read(read_host_facts, sample("uname-r"), "proc/uname").host.kernel_release.value().value, "6.18.44-fc-v445");
}

TEST(HostFacts, DateGivesTheZone) {
  const Records records = read(read_host_facts, sample("date.txt"), "date.txt");
  EXPECT_EQ(records.host.collected_at.value().value.utc_offset, std::chrono::minutes{0});
  EXPECT_EQ(read(read_host_facts, "2026-11-21T03:02:32-03:30\n", "date.txt").host.collected_at.value().value.utc_offset,
            std::chrono::minutes{-210});
}

TEST(HostFacts, SwapsAndTheScore) {
  EXPECT_EQ(read(read_host_facts, sample("swaps"), "proc/swaps").swaps.value().count, 0);
  const Records two = read(read_host_facts,
                           "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/vda2 partition\t2097148\t\t0\t\t-2\n"
                           "/swapfile file\t\t1048576\t\t0\t\t-3\n",
                           "proc/swaps");
  EXPECT_EQ(two.swaps.value().count, 2);
  EXPECT_EQ(two.swaps->size, kib(2097148 + 1048576));
  EXPECT_EQ(two.swaps->in_ram, Bytes{0});
  const Records zram = read(
      read_host_facts, "Filename\tType\t\tSize\tUsed\tPriority\n/dev/zram0 partition\t2048\t0\t100\n/swap file\t1024\t0\t-2\n", "swaps");
  EXPECT_EQ(zram.swaps.value().size, kib(3072));
  EXPECT_EQ(zram.swaps->in_ram, kib(2048));
  const Records score = read(read_host_facts, sample("postmaster.oom_score_adj"), "proc/postmaster.oom_score_adj");
  EXPECT_EQ(score.host.postmaster_oom_score_adj.value().value, -900);
}

TEST(HostFacts, TransparentHugePages) {
  const Records records = read(read_host_facts, sample("transparent_hugepage_enabled"), "proc/transparent_hugepage_enabled");
  ASSERT_NE(find(records.sysctl, "transparent_hugepage"), nullptr);
  EXPECT_EQ(find(records.sysctl, "transparent_hugepage")->value, "madvise");
  EXPECT_EQ(find(read(read_host_facts, "[always] madvise never\n", "enabled").sysctl, "transparent_hugepage")->value, "always");
  EXPECT_EQ(find(read(read_host_facts, "[always] [madvise] never\n", "enabled").sysctl, "transparent_hugepage"), nullptr);
}

TEST(HostFacts, TablesForPeopleTellNothing) {
  for (const char* path : {"proc/buddyinfo", "proc/zoneinfo", "proc/vmstat", "kernel/coredumpctl.txt"}) {
    const Records records = read(read_host_facts, "dentry\n2026-11-21T03:02:32+00:00\n", path);
    EXPECT_FALSE(records.host.hostname) << path;
    EXPECT_FALSE(records.host.collected_at) << path;
  }
  EXPECT_FALSE(read(read_host_facts, "# laststraw collect: what was taken, and what was not\nname\n", "MANIFEST").host.hostname);
}

TEST(HostFacts, SurvivesDamage) {
  test::expect_survives_damage(read_host_facts,
                               sample("uname") + sample("date.txt") + sample("swaps") + sample("transparent_hugepage_enabled"), "date.txt");
}

}  // namespace
}  // namespace laststraw
