// Which files belong together.
#include "scan/cases.hpp"

#include <gtest/gtest.h>

namespace laststraw::scan {
namespace {

TEST(Cases, AreNamedByWhatIsLeftOfThePath) {
  struct Row { const char *path, *name; };
  const Row kRows[] = {
      {"db1/kernel/dmesg.txt", "db1"},
      {"db1/postgresql/log/postgresql-2026-01-05.csv.gz", "db1"},
      {"kernel/db1/messages-20260105.xz", "db1"},
      {"archive/2026/01/05/db1/var/log/kern.log", "db1"},
      {"postgresql/14/main/log/postgresql.csv", "."},
      {"bundles/0042/kernel/dmesg.txt", "bundles/0042"},
      {"bundles/0042/bundle/kernel/dmesg.txt", "bundles/0042"},
      {"db1/2026-01-05T10:00/kern.log", "db1"},
      {"db1/20260105/kern.log", "db1"},
      {"201/kern.log", "201"},
      {"bundles/incident-0042/kernel/dmesg.txt", "bundles/incident-0042"},
      {"emea/db1/syslog", "emea/db1"},
      {"dmesg.txt", "."},
      {"db1-bundle.tar.gz", "db1-bundle.tar.gz"},
      {"bundles/a.zip", "bundles/a.zip"},
      {"../up/./x.log", "up"},
      {"", "."},
  };
  for (const Row& row : kRows) EXPECT_EQ(case_name(row.path), row.name) << row.path;
}

TEST(Cases, AKernelLogAndACsvlogInDifferentFoldersMeet) {
  const auto cases = group({{"/x/kernel/db1/kern.log", "kernel/db1/kern.log"}, {"/x/postgresql/db1/a.csv", "postgresql/db1/a.csv"}, {"/x/kernel/db2/kern.log", "kernel/db2/kern.log"}});
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].name, "db1");
  EXPECT_EQ(cases[0].files.size(), 2U);
  EXPECT_EQ(cases[0].by, "folder");
}

TEST(Cases, TheHashIsTheSameEverywhere) {
  // FNV-1a's published values: a shard computed on another machine holds the same cases.
  EXPECT_EQ(stable_hash(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(stable_hash("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(stable_hash("foobar"), 0x85944171f73967e8ULL);
}

}  // namespace
}  // namespace laststraw::scan
