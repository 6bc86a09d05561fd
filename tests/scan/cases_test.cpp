// Which files belong together.
#include "scan/cases.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "scan/hosts.hpp"
#include "support/samples.hpp"

namespace laststraw::scan {
namespace {

TEST(Cases, AreNamedByWhatIsLeftOfThePath) {
  struct Row {
    const char *path, *name;
  };
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
      {"db1/pgclusters/15-main/config/postgresql.conf", "db1"},
      {"db1/pgclusters/15-main/proc/21817/smaps_rollup", "db1"},
      {"db1/recorder/20261130T140000Z/postgresql/pg_stat_activity.csv", "db1"},
      {"db1/atop/atop-20261130.txt", "db1"},
      {"pgclusters/15-lsux/postgresql/postgresql-15-lsux.log", "."},
      {"dmesg.txt", "."},
      {"db1-bundle.tar.gz", "db1-bundle.tar.gz"},
      {"bundles/a.zip", "bundles/a.zip"},
      {"../up/./x.log", "up"},
      {"", "."},
  };
  for (const Row& row : kRows) EXPECT_EQ(case_name(row.path), row.name) << row.path;
}

TEST(Cases, AKernelLogAndACsvlogInDifferentFoldersMeet) {
  const auto cases = group({{"/x/kernel/db1/kern.log", "kernel/db1/kern.log"},
                            {"/x/postgresql/db1/a.csv", "postgresql/db1/a.csv"},
                            {"/x/kernel/db2/kern.log", "kernel/db2/kern.log"}});
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].name, "db1");
  EXPECT_EQ(cases[0].files.size(), 2U);
  EXPECT_EQ(cases[0].by, "folder");
}

class Hosts : public ::testing::Test {
 protected:
  /// A file of an archive whose folders are all below one root.
  void put(const std::string& shown, const std::string& text) {
    const auto path = test::scratch() / "hosts" / shown;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    files_.push_back({path.string(), shown});
  }
  std::vector<Case> joined() {
    std::sort(files_.begin(), files_.end(), [](const auto& a, const auto& b) { return a.shown < b.shown; });
    std::vector<Case> cases = group(files_);
    static const input::Detector detector(rooms());
    std::vector<Origin> origins;
    for (const Case& one : cases)
      origins.push_back(unpacked_origin(packed(origin_by_names(one).value_or(origin_by_contents(one, detector)))));
    join_by_host(cases, origins);
    return cases;
  }
  static std::string syslog(const std::string& host) {
    return "Nov 21 03:02:20 " + host +
           " kernel: [  558.748185] postgres invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0\nNov 21 03:02:20 " +
           host + " kernel: [  558.748185] Out of memory: Killed process 7 (postgres) total-vm:1kB, anon-rss:1kB, file-rss:0kB\n";
  }
  static std::string csvlog() {
    return "2026-11-21 03:02:20.000 UTC,,,1,,5f.1,1,,2026-11-21 03:00:00 UTC,,0,LOG,00000,\"database system is ready to accept connections\",,,,,,,,,\"\",\"postmaster\",,0\n";
  }
  std::vector<input::FoundFile> files_;
};

TEST_F(Hosts, AKernelLogMeetsTheCsvlogThatHasItsHostInItsPath) {
  put("central/rack7/messages", syslog("db1.example.com"));
  put("central/rack8/messages", syslog("db2"));
  put("dumps/cluster-db1-a/2026-11-21.csv", csvlog());
  put("dumps/cluster-db10/2026-11-21.csv", csvlog());
  const auto cases = joined();
  ASSERT_EQ(cases.size(), 3U);
  EXPECT_EQ(cases[0].name, "central/rack7+dumps/cluster-db1-a");
  EXPECT_EQ(cases[0].by, "host db1");
  EXPECT_EQ(cases[0].files.size(), 2U);
  EXPECT_EQ(cases[1].name, "central/rack8") << "db2 is in nobody's path";
  EXPECT_EQ(cases[2].name, "dumps/cluster-db10") << "db1 is not db10";
}

TEST_F(Hosts, WholeCasesAndLogsOfSeveralHostsAreLeftAlone) {
  put("db1/kernel/kern.log", syslog("db1"));
  put("db1/postgresql/a.csv", csvlog());
  put("other-db1/x.csv", csvlog());
  put("central/messages", syslog("db1") + syslog("db2"));
  put("third/uname", "Linux db1 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 x86_64 GNU/Linux\n");
  put("third/x.csv", csvlog());
  const auto cases = joined();
  EXPECT_EQ(cases.size(), 4U);
  for (const Case& one : cases) EXPECT_EQ(one.by, "folder") << one.name;
}

TEST_F(Hosts, AllOfOneMachineAreOneCase) {
  put("kernels/a/messages", syslog("db-7"));
  put("kernels/b/messages", syslog("db-7"));
  put("logs/db-7/x.csv", csvlog());
  put("old/db-7/x.csv", csvlog());
  const auto cases = joined();
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].name, "db-7+kernels/a+kernels/b+old/db-7") << "in the order of their names";
  EXPECT_EQ(cases[0].by, "host db-7");
}

TEST_F(Hosts, NamesThatManyHaveTellNothing) {
  put("a/messages", syslog("localhost"));
  put("localhost/x.csv", csvlog());
  EXPECT_EQ(joined().size(), 2U);
}

TEST(Marks, AreReadFromLinesUnameJournalsAndPgControldata) {
  using Marks = std::vector<std::string>;
  EXPECT_EQ(marks_of("Linux DB7 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 x86_64 GNU/Linux\n"), Marks{"host db7"});
  EXPECT_EQ(marks_of("{\"_BOOT_ID\" : \"0123456789abcdef0123456789abcdef\"}\n"), Marks{"boot id 0123456789abcdef0123456789abcdef"});
  EXPECT_EQ(marks_of("Database system identifier:           7310938271236450123\n"), Marks{"system identifier 7310938271236450123"});
  EXPECT_EQ(marks_of("select 1\n"), Marks{});
}

TEST(Cases, TheHashIsTheSameEverywhere) {
  // FNV-1a's published values: a shard computed on another machine holds the same cases.
  EXPECT_EQ(stable_hash(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(stable_hash("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(stable_hash("foobar"), 0x85944171f73967e8ULL);
}

}  // namespace
}  // namespace laststraw::scan
