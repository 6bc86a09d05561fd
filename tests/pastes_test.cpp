// What people paste: words of their own, lines of two logs, outputs of commands behind their prompts, in one text. All made up here.
#include <gtest/gtest.h>

#include <algorithm>

#include "input/mixed.hpp"
#include "report/words.hpp"
#include "support/paste.hpp"
#include "text/say.hpp"

namespace laststraw {
namespace {

std::vector<std::string> formats_of(const Report& report) {
  std::vector<std::string> formats;
  for (const Source& source : report.records->sources) formats.push_back(source.format);
  std::sort(formats.begin(), formats.end());
  return formats;
}

std::uint64_t lines_of(const Report& report) {
  std::uint64_t lines = 0;
  for (const Source& source : report.records->sources) {
    EXPECT_TRUE(source.coverage.adds_up()) << source.format;
    lines += source.coverage.lines;
  }
  return lines;
}

constexpr const char* kMail = R"(Hello, our server went down last night, here is what I found.

Mar  3 02:14:07 db-prod-1 kernel: [5123456.789012] Out of memory: Killed process 23817 (postgres) total-vm:45231236kB, anon-rss:38912344kB, file-rss:2344kB, shmem-rss:4190236kB, UID:115 pgtables:81234kB oom_score_adj:0

2024-03-03 02:14:08 UTC [1203]: LOG:  server process (PID 23817) was terminated by signal 9: Killed
2024-03-03 02:14:08 UTC [1203]: DETAIL:  Failed process was running: SELECT json_agg(t) FROM audit_log t
2024-03-03 02:14:08 UTC [1203]: LOG:  terminating any other active server processes

root@db-prod-1:~# free -m
              total        used        free      shared  buff/cache   available
Mem:          64301       61211         312       18040        2586        1212
Swap:             0           0           0
root@db-prod-1:~# cat /proc/sys/vm/overcommit_memory
0
root@db-prod-1:~# grep -E 'shared_buffers|work_mem' postgresql.conf
shared_buffers = 16GB
work_mem = 256MB
)";

TEST(Pastes, EachLineGoesToItsForm) {
  const Report report = test::read_paste(kMail);
  EXPECT_EQ(formats_of(report), (std::vector<std::string>{"kernel_oom/syslog_bsd", "pg_settings/conf", "postgres_log/stderr", "sysctl",
                                                          "vmstat/free", "words"}));
  EXPECT_EQ(lines_of(report), 17u) << "every line is counted once";
  ASSERT_EQ(report.incidents.size(), 1u) << "the kernel's kill and the server's word of it are one";
  const IncidentReport& found = report.incidents[0];
  EXPECT_EQ(found.incident.kind, IncidentKind::kernel_oom);
  EXPECT_EQ(found.judgement.findings.front().cause, "single_backend");
  EXPECT_EQ(found.judgement.verdict, VerdictKind::culprit);
  ASSERT_TRUE(report.records->meminfo.total);
  EXPECT_NEAR(static_cast<double>(report.records->meminfo.total->value.count), 64301.5 * 1048576, 1048576);
  EXPECT_EQ(find(report.records->sysctl, "vm.overcommit_memory")->value, "0");
  EXPECT_EQ(find(report.records->pg_settings, "work_mem")->value, "256MB");
  const std::string summary = english()(found.judgement.summary);
  EXPECT_NE(summary.find("37.1 GiB"), std::string::npos) << summary;
}

TEST(Pastes, QuotesStandWhereTheyAreInTheWhole) {
  const Report report = test::read_paste(kMail);
  ASSERT_EQ(report.incidents.size(), 1u);
  const PgEvent* death = report.incidents[0].incident.postgres.death;
  ASSERT_NE(death, nullptr);
  EXPECT_EQ(death->cite.at.first_line, 5u);
  EXPECT_EQ(report.records->meminfo.total->cite.at.first_line, 11u);
}

TEST(Pastes, AFilePrintedBehindItsPrompt) {
  const Report report =
      test::read_paste("root@db:/# cat /sys/fs/cgroup/memory.max\n1073741824\nroot@db:/# cat /sys/fs/cgroup/memory.current\n1048576\n");
  EXPECT_EQ(report.records->cgroup.limit().value().value, mib(1024)) << "not memory.current";
  EXPECT_EQ(lines_of(report), 4u);
}

TEST(Pastes, OneFormIsNotTakenApart) {
  const input::Detector detector(rooms());
  for (const char* text :
       {"TS 1700000000\nsome avg10=1.00 avg60=0.50 avg300=0.10 total=5\nfull avg10=0.50 avg60=0.20 avg300=0.05 total=3\n",
        "2024-03-03 02:14:08 UTC [12]: LOG:  statement: select 1\n\tMemTotal: 1 kB\n", "the quick brown fox\n", ""}) {
    Sentence why;
    input::Ballot ballot;
    detector.detect("a", text, why, &ballot);
    EXPECT_TRUE(input::take_apart({SourceId{0}, "a", text}, ballot, detector).empty()) << text;
  }
}

TEST(Pastes, PromptsAreToldFromComments) {
  using input::typed_at_shell;
  EXPECT_EQ(typed_at_shell("$ free -m"), "free -m");
  EXPECT_EQ(typed_at_shell("# sudo dmesg -T | grep -i oom"), "dmesg -T | grep -i oom");
  EXPECT_EQ(typed_at_shell("[postgres@db1 ~]$ cat postgresql.conf"), "cat postgresql.conf");
  EXPECT_EQ(typed_at_shell("bash-4.2# cat /sys/fs/cgroup/memory.max"), "cat /sys/fs/cgroup/memory.max");
  EXPECT_EQ(typed_at_shell("# free pages are kept back for the kernel"), "");
  EXPECT_EQ(typed_at_shell("# date of the last change"), "");
  EXPECT_EQ(typed_at_shell("costs 5 $ free of charge"), "");
  EXPECT_EQ(typed_at_shell("shop=# select 1;"), "");
  EXPECT_EQ(typed_at_shell("$ rm -r x"), "");
  EXPECT_EQ(typed_at_shell(""), "");
}

constexpr const char* kKill =
    "Mar  3 02:14:07 db1 kernel: [512.789012] Out of memory: Killed process 23817 (postgres) total-vm:45231236kB, anon-rss:38912344kB, "
    "file-rss:2344kB, shmem-rss:4190236kB, UID:115 pgtables:81234kB oom_score_adj:0\n";

TEST(Pastes, WhatIsSaidOfTheMachineCounts) {
  const Report report =
      test::read_paste("Hello,\n\n" + std::string(kKill) + "\nThe server has 64 GB RAM, shared_buffers = 16GB and work_mem: 256MB.\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  ASSERT_TRUE(report.records->meminfo.total);
  EXPECT_EQ(report.records->meminfo.total->value, mib(64 * 1024));
  EXPECT_EQ(report.records->meminfo.total->cite.at.first_line, 5u);
  EXPECT_EQ(find(report.records->pg_settings, "work_mem")->value, "256MB");
  EXPECT_EQ(find(report.records->pg_settings, "shared_buffers")->value, "16GB");
  EXPECT_EQ(report.incidents[0].judgement.findings.front().cause, "single_backend");
  EXPECT_EQ(report.incidents[0].judgement.verdict, VerdictKind::culprit);
}

TEST(Pastes, AMachineIsDescribedInManyWays) {
  for (const char* words :
       {"The server has 8 CPUs and 64 GB of memory.", "RAM: 64GB", "- Memory: 64 GiB", "Ubuntu 22.04, 64GB RAM, 16 cores"}) {
    const Report report = test::read_paste("Hello,\n\n" + std::string(kKill) + "\n" + words + "\n");
    ASSERT_TRUE(report.records->meminfo.total) << words;
    EXPECT_EQ(report.records->meminfo.total->value, mib(64 * 1024)) << words;
  }
}

TEST(Pastes, WhatIsUsedOrMeantOrSaidTwoWaysDoesNot) {
  for (const char* words : {"We have servers with 32 GB RAM, this one has 64 GB RAM.", "The backend was using 40 GB of RAM when it died.",
                            "The server used up 14 GB of memory.", "Should I increase work_mem = 64MB?", "I raised the limit to 2 GB RAM.",
                            "The container has 2 GB of memory.", "If work_mem = 256MB, then what?"}) {
    const Report report = test::read_paste("Hello,\n\n" + std::string(kKill) + "\n" + words + "\n");
    EXPECT_FALSE(report.records->meminfo.total) << words;
    EXPECT_EQ(find(report.records->pg_settings, "work_mem"), nullptr) << words;
  }
}

TEST(Pastes, AFileOutranksWords) {
  const Report report =
      test::read_paste("It has 64 GB RAM\n\n" + std::string(kKill) + "\nMemTotal:       32000000 kB\nMemFree:          100000 kB\n");
  ASSERT_TRUE(report.records->meminfo.total);
  EXPECT_EQ(report.records->meminfo.total->value, kib(32000000));
}

struct Excerpt {
  const char* name;
  const char* text;
  IncidentKind kind;
};
void PrintTo(const Excerpt& excerpt, std::ostream* out) { *out << excerpt.name; }

class Excerpts : public testing::TestWithParam<Excerpt> {};

TEST_P(Excerpts, AreHeard) {
  const Report report = test::read_paste(GetParam().text);
  ASSERT_EQ(report.incidents.size(), 1u) << report.not_understood.size();
  EXPECT_EQ(report.incidents[0].incident.kind, GetParam().kind) << report::word(report.incidents[0].incident.kind);
}

INSTANTIATE_TEST_SUITE_P(
    All, Excerpts,
    testing::Values(
        Excerpt{"DescribeCutOutOfItsPod",
                "Last State:     Terminated\n  Reason:       OOMKilled\n  Exit Code:    137\n"
                "  Finished:     Tue, 05 Mar 2024 10:14:40 +0000\nRestart Count: 7\nLimits:\n  memory:  1Gi\n",
                IncidentKind::memcg_oom},
        Excerpt{"DescribeWithoutItsBlanks",
                "State: Waiting\nReason: CrashLoopBackOff\nLast State: Terminated\nReason: OOMKilled\nExit Code: 137\n",
                IncidentKind::kernel_oom},
        Excerpt{"SystemdWithoutTimeAndHost",
                "systemd[1]: postgresql@15-main.service: A process of this unit has been killed by the OOM killer.\n",
                IncidentKind::kernel_oom},
        Excerpt{"EarlyoomWithoutTimeAndHost",
                "earlyoom: mem avail:   612 of 16013 MiB ( 3.82%), swap free:    0 of    0 MiB ( 0.00%)\n"
                "earlyoom: sending SIGTERM to process 20211 uid 113 \"postgres\": oom_score 812, VmRSS 5213 MiB\n",
                IncidentKind::userspace_oom_killer},
        Excerpt{"WhatAClientSawOfACrash",
                "psycopg2.OperationalError: server closed the connection unexpectedly\n"
                "WARNING:  terminating connection because of crash of another server process\n",
                IncidentKind::not_memory},
        Excerpt{"LastStateCutOutOfItsPod",
                "\"lastState\": {\n    \"terminated\": {\n        \"exitCode\": 137,\n        \"finishedAt\": \"2026-01-05T10:15:02Z\",\n"
                "        \"reason\": \"OOMKilled\"\n    }\n},\n\"name\": \"postgres\",\n\"restartCount\": 3,\n",
                IncidentKind::kernel_oom},
        Excerpt{
            "StateCutOutOfDockerInspect",
            "        \"State\": {\n            \"Status\": \"exited\",\n            \"OOMKilled\": true,\n            \"ExitCode\": 137,\n"
            "            \"FinishedAt\": \"2025-06-01T09:13:44.5512Z\"\n        },\n",
            IncidentKind::kernel_oom},
        Excerpt{"OneContainersStatus",
                "{\n  \"image\": \"postgres:15\",\n  \"lastState\": {\n    \"terminated\": {\n      \"exitCode\": 137,\n"
                "      \"reason\": \"OOMKilled\"\n    }\n  },\n  \"name\": \"db\"\n}\n",
                IncidentKind::kernel_oom},
        Excerpt{"WhatStandsInLastState",
                "{\"terminated\":{\"exitCode\":137,\"finishedAt\":\"2026-01-05T10:15:02Z\",\"reason\":\"OOMKilled\"}}\n",
                IncidentKind::kernel_oom},
        Excerpt{"KubectlGetPods",
                "NAME                        READY   STATUS      RESTARTS      AGE\n"
                "shop-postgres-0             0/1     OOMKilled   3 (41s ago)   4d2h\n"
                "shop-web-6c9f7d5b8d-2xkqv   1/1     Running     0             4d2h\n",
                IncidentKind::kernel_oom},
        Excerpt{"ARowOfKubectlGetPods", "shop-postgres-0   0/1   OOMKilled   1 (3s ago)   4d\n", IncidentKind::kernel_oom},
        Excerpt{"TheGroupsUsageBehindABareKill",
                "Memory cgroup out of memory: Killed process 24021 (postgres) total-vm:3061772kB, anon-rss:1821772kB, file-rss:4000kB, "
                "shmem-rss:150000kB, UID:999 pgtables:7960kB oom_score_adj:0\n"
                "memory: usage 2097152kB, limit 2097152kB, failcnt 4711\n",
                IncidentKind::memcg_oom},
        Excerpt{"OneValueTooLarge", "2024-07-01 13:22:11.412 UTC [98712] app@orders ERROR:  invalid memory alloc request size 1073741824\n",
                IncidentKind::postgres_limit}),
    [](const auto& instance) { return std::string(instance.param.name); });

/// The kernel prints it before the kill; who quotes both need not.
TEST(Excerpts, TheUsageBehindAKillIsItsLimit) {
  const Report report = test::read_paste(
      "Killed process 24021 (postgres) total-vm:3061772kB, anon-rss:1821772kB, file-rss:4000kB, shmem-rss:150000kB\n"
      "memory: usage 2097152kB, limit 2097152kB, failcnt 4711\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_EQ(report.incidents[0].incident.kind, IncidentKind::memcg_oom);
  EXPECT_EQ(report.incidents[0].judgement.findings.front().cause, "single_backend");
  const std::string summary = english()(report.incidents[0].judgement.summary);
  EXPECT_NE(summary.find("87 % of the cgroup limit"), std::string::npos) << summary;
}

TEST(Excerpts, ExitCode137IsNotedAndDecidesNothing) {
  const Report report = test::read_paste(
      "CONTAINER ID   IMAGE         COMMAND                  CREATED       STATUS                       PORTS     NAMES\n"
      "5f3a9c1b2d4e   postgres:15   \"docker-entrypoint.s…\"   4 days ago    Exited (137) 3 minutes ago             shop-db\n"
      "a1b2c3d4e5f6   nginx:1.25    \"/docker-entrypoint.…\"   4 days ago    Up 4 days                    80/tcp    shop-web\n");
  ASSERT_EQ(report.records->system_events.size(), 1u);
  EXPECT_EQ(report.records->system_events[0].subject, "shop-db (exit code 137)");
  EXPECT_TRUE(report.incidents.empty()) << "docker stop ends in the same status";
}

TEST(Excerpts, WhatRunsIsNoIncident) {
  for (const char* text :
       {"NAME              READY   STATUS    RESTARTS   AGE\nshop-postgres-0   1/1     Running   0          4d2h\n",
        "{\"lastState\":{\"terminated\":{\"exitCode\":1,\"reason\":\"Error\"}},\"name\":\"postgres\",\"restartCount\":3}\n",
        "5f3a9c1b2d4e   postgres:15   \"docker-entrypoint.s…\"   4 days ago   Exited (0) 3 minutes ago   shop-db\n"}) {
    const Report report = test::read_paste(text);
    EXPECT_TRUE(report.incidents.empty()) << text;
    EXPECT_EQ(report.records->sources.at(0).coverage.parsed, report.records->sources.at(0).coverage.lines) << text;
  }
}

TEST(Excerpts, EarlyoomTellsTheRam) {
  const Report report = test::read_paste(
      "earlyoom: mem avail:   612 of 16013 MiB ( 3.82%), swap free:    0 of    0 MiB ( 0.00%)\n"
      "earlyoom: sending SIGTERM to process 20211 uid 113 \"postgres\": oom_score 812, VmRSS 5213 MiB\n");
  ASSERT_TRUE(report.records->meminfo.total);
  EXPECT_EQ(report.records->meminfo.total->value, mib(16013));
}

TEST(Excerpts, ARefusedStatementTakesNobodyDown) {
  for (const char* text : {"2024-07-01 13:22:11.412 UTC [98712] app@orders ERROR:  invalid memory alloc request size 1073741824\n",
                           "2024-07-01 13:22:11 UTC [98712]: ERROR:  out of shared memory\n"
                           "2024-07-01 13:22:11 UTC [98712]: HINT:  You might need to increase \"max_locks_per_transaction\".\n",
                           "2024-07-01 13:22:11 UTC [98712]: ERROR:  could not extend file \"base/1/2\": No space left on device\n"}) {
    const Report report = test::read_paste(text);
    ASSERT_EQ(report.incidents.size(), 1u) << text;
    EXPECT_FALSE(report.incidents[0].incident.postgres.crashed) << text;
  }
  const Report panic = test::read_paste(
      "2024-02-02 02:02:02.222 UTC [77] PANIC:  could not write to file \"pg_wal/xlogtemp.77\": No space left on device\n");
  ASSERT_EQ(panic.incidents.size(), 1u);
  EXPECT_TRUE(panic.incidents[0].incident.postgres.crashed);
}

TEST(Excerpts, ACrashIsOneHoweverManySessionsSayIt) {
  std::string log = "2024-02-02 02:02:02.100 UTC [80] WARNING:  terminating connection because of crash of another server process\n";
  log += "2024-02-02 02:02:02.101 UTC [77] LOG:  server process (PID 79) was terminated by signal 9: Killed\n";
  for (int pid = 81; pid < 99; ++pid)
    log += "2024-02-02 02:02:02.200 UTC [" + std::to_string(pid) +
           "] WARNING:  terminating connection because of crash of another server process\n";
  log += "2024-02-02 02:02:02.300 UTC [77] LOG:  all server processes terminated; reinitializing\n";
  const Report report = test::read_paste(log);
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_EQ(report.incidents[0].incident.kind, IncidentKind::sigkill_no_oom);
}

TEST(Excerpts, KillsOfDifferentDaysAreDifferent) {
  std::string log;
  for (const char* day : {"12", "13", "14"})
    log += std::string("Sep ") + day + " 22:00:01 db1 kernel: Out of memory: Killed process 28" + day +
           " (postgres) total-vm:2314236kB, anon-rss:1501232kB, file-rss:0kB, shmem-rss:523412kB, UID:26 pgtables:3812kB oom_score_adj:0\n";
  const Report report = test::read_paste(log);
  EXPECT_EQ(report.incidents.size(), 3u);
  ASSERT_EQ(report.recurrences.size(), 1u) << "at the same minute of each day";
}

TEST(Excerpts, AServerThatDidNotStartLacksHugePages) {
  const Report report = test::read_paste(
      "2024-09-09 10:00:00.100 UTC [1] FATAL:  could not map anonymous shared memory: Cannot allocate memory\n"
      "2024-09-09 10:00:00.100 UTC [1] HINT:  To reduce the request size (currently 4424990720 bytes), reduce PostgreSQL's shared memory "
      "usage, perhaps by reducing \"shared_buffers\".\n\n"
      "MemTotal:        8000000 kB\nHugePages_Total:    1024\nHugePages_Free:     1024\nHugepagesize:       2048 kB\n\n"
      "huge_pages = on\nshared_buffers = 4GB\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_TRUE(report.incidents[0].incident.postgres.never_up);
  const std::string summary = english()(report.incidents[0].judgement.summary);
  EXPECT_NE(summary.find("2110 pages of 2.0 MiB"), std::string::npos) << summary;
}

/// Without a total nothing is decided, but what the table shows is said.
TEST(Excerpts, ATableWithoutATotalLeans) {
  const Report report = test::read_paste(
      "Jun 10 04:05:06 web1 kernel: [ 1234.500000] [ pid ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
      "Jun 10 04:05:06 web1 kernel: [ 1234.500000] [  812]   112   812    54321    12003   204800        0          -900 postgres\n"
      "Jun 10 04:05:06 web1 kernel: [ 1234.500000] [  901]  1000   901  2812345  1523411 14233600        0             0 java\n"
      "Jun 10 04:05:06 web1 kernel: [ 1234.500000] [  920]   112   920    55321     3021   180224        0             0 postgres\n"
      "Jun 10 04:05:06 web1 kernel: [ 1234.500000] [  921]   112   921    55330     2988   180224        0             0 postgres\n"
      "Jun 10 04:05:06 web1 kernel: [ 1234.500000] Out of memory: Killed process 921 (postgres) total-vm:221320kB, anon-rss:3120kB, "
      "file-rss:1024kB, shmem-rss:7808kB, UID:112 pgtables:176kB oom_score_adj:0\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  const Judgement& judgement = report.incidents[0].judgement;
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
  EXPECT_EQ(judgement.findings.front().cause, "external_process");
  EXPECT_NE(english()(judgement.findings.front().sentence).find("java"), std::string::npos);
}

}  // namespace
}  // namespace laststraw
