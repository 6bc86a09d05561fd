// Excerpts as people post them, and what may not be misread in them. All texts are made up here.
#include <gtest/gtest.h>

#include <algorithm>

#include "report/compose.hpp"
#include "support/paste.hpp"
#include "text/say.hpp"

namespace laststraw {
namespace {

const Judgement& judgement_of(const Report& report) { return report.incidents.front().judgement; }

/// drivers/tty/sysrq.c; up to 4.x the message repeats its prefix. No head, no wall clock.
TEST(Excerpts, ManualKillByTheBootClockAlone) {
  for (const std::string asked : {"sysrq: SysRq : Manual OOM execution", "SysRq : Manual OOM execution", "sysrq: Manual OOM execution"}) {
    const Report report = test::read_paste("[ 5512.110021] " + asked +
                                           "\n[ 5512.120999] Killed process 2210 (firefox) total-vm:4112340kB, anon-rss:1181220kB, "
                                           "file-rss:98120kB, shmem-rss:61220kB\n");
    ASSERT_EQ(report.incidents.size(), 1u) << asked;
    EXPECT_EQ(report.incidents.front().incident.kind, IncidentKind::sysrq_oom) << asked;
  }
}

TEST(Excerpts, AManualKillLongBeforeIsAnothersMatter) {
  const Report report = test::read_paste(
      "[  812.110021] sysrq: Manual OOM execution\n"
      "[ 5512.120999] Out of memory: Killed process 2210 (firefox) total-vm:4112340kB, anon-rss:1181220kB, file-rss:98120kB, "
      "shmem-rss:61220kB\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_EQ(report.incidents.front().incident.kind, IncidentKind::kernel_oom);
}

/// Since 13 the place in the table comes first (access/heap/vacuumlazy.c vacuum_error_callback()).
TEST(Excerpts, AutovacuumIsToldByAnyLineOfTheContext) {
  const Report report = test::read_paste(
      "2024-08-08 08:08:11.008 UTC [12001] ERROR:  out of memory\n"
      "2024-08-08 08:08:11.008 UTC [12001] DETAIL:  Failed on request of size 1073741820 in memory context \"TopTransactionContext\".\n"
      "2024-08-08 08:08:11.008 UTC [12001] CONTEXT:  while scanning relation \"public.events\"\n"
      "\tautomatic vacuum of table \"shop.public.events\"\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_EQ(judgement_of(report).findings.front().cause, "maintenance_storm");
}

TEST(Excerpts, SnapshotsPastedSideBySideAreOfOneMoment) {
  const Report report = test::read_paste(
      "$ cat /proc/pressure/memory\n"
      "some avg10=71.20 avg60=66.01 avg300=40.12 total=912233441\n"
      "full avg10=60.11 avg60=55.31 avg300=31.01 total=712233441\n"
      "$ free -m\n"
      "               total        used        free      shared  buff/cache   available\n"
      "Mem:           15923       15511         141        3120         270          88\n"
      "Swap:           4095        4095           0\n"
      "$ ps aux --sort=-rss | head -4\n"
      "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
      "root        9911  3.1 58.2 10212344 9489012 ?    Sl   Nov20 812:11 /usr/lib/jvm/java-17/bin/java -Xmx9g -jar app.jar\n"
      "postgres    2211 10.0 12.1 4512344 1972344 ?     Ds   10:11   1:11 postgres: app shop [local] SELECT\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_EQ(report.incidents.front().incident.kind, IncidentKind::memory_pressure);
  EXPECT_EQ(report.incidents.front().incident.processes.size(), 2u);
}

/// The server's options in a compose file, a pod's args, what docker inspect prints.
TEST(Excerpts, OptionsOfTheServerInManifests) {
  const std::vector<std::pair<std::string, std::string>> manifests{
      {"compose.yml",
       "services:\n  db:\n    image: postgres:13\n    command: postgres -c shared_buffers=1GB -c max_connections=200\n"
       "    mem_limit: 1g\n"},
      {"pod.yaml",
       "apiVersion: v1\nkind: Pod\nmetadata: {name: pg-0, namespace: shop}\nspec:\n  containers:\n  - name: postgres\n"
       "    image: postgres:16\n    args: [\"-c\", \"shared_buffers=1GB\", \"-N\", \"200\"]\n"},
      {"inspect.json", R"([{"Name":"/pg","State":{"OOMKilled":false},"HostConfig":{"Memory":0},
"Config":{"Image":"postgres:15","Cmd":["postgres","-c","shared_buffers=1GB","--max-connections=200"]}}])"}};
  for (const auto& [name, text] : manifests) {
    const Report report = test::read_paste(text, name);
    const Setting* buffers = find(report.records->pg_settings, "shared_buffers");
    ASSERT_NE(buffers, nullptr) << name;
    EXPECT_EQ(buffers->value, "1GB") << name;
    EXPECT_GT(buffers->cite.at.first_line, 0u) << name;
    const Setting* connections = find(report.records->pg_settings, "max_connections");
    ASSERT_NE(connections, nullptr) << name;
    EXPECT_EQ(connections->value, "200") << name;
  }
}

TEST(Excerpts, OptionsOfAnotherProgramAreNotTheServers) {
  const Report report =
      test::read_paste("services:\n  cache:\n    image: redis:7\n    command: redis-server -c shared_buffers=1GB\n", "compose.yml");
  EXPECT_EQ(find(report.records->pg_settings, "shared_buffers"), nullptr);
}

/// huge_pages = on and too few of them: the machine's memory is not what is short.
TEST(Excerpts, AServerShortOfHugePagesIsToldHowManyItTakes) {
  const Report report = test::read_paste(
      "2024-08-08 08:08:11.008 UTC [121] FATAL:  could not map anonymous shared memory: Cannot allocate memory\n"
      "2024-08-08 08:08:11.008 UTC [121] HINT:  This error usually means that PostgreSQL's request for a shared memory segment exceeded "
      "available memory, swap space, or huge pages. To reduce the request size (currently 34812002304 bytes), reduce PostgreSQL's shared "
      "memory usage, perhaps by reducing \"shared_buffers\" or \"max_connections\".\n"
      "$ grep -h huge_pages postgresql.conf\nhuge_pages = on\n"
      "$ grep -i huge /proc/meminfo\nHugePages_Total:   12000\nHugePages_Free:    11000\nHugepagesize:       2048 kB\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  const report::Document document = report::compose(report);
  const auto& steps = document.incidents.front().steps;
  const auto step = [&](std::string_view id) {
    return std::find_if(steps.begin(), steps.end(),
                        [&](const report::Step& one) { return one.id == id && one.given && !one.good_practice; });
  };
  ASSERT_NE(step("reserve_huge_pages"), steps.end());
  EXPECT_EQ(step("reserve_huge_pages")->command, "sysctl -w vm.nr_hugepages=17600") << "16600 for it, 1000 are in use";
  EXPECT_NE(step("use_huge_pages"), steps.end());
  EXPECT_EQ(step("more_memory"), steps.end());
}

/// Steps that are given and not mere good practice, in their order.
std::vector<std::string> steps_of(const std::string& text) {
  const Report report = test::read_paste(text);
  if (report.incidents.size() != 1) return {"not one incident"};
  std::vector<std::string> ids;
  const report::Document document = report::compose(report);
  for (const report::Step& step : document.incidents.front().steps)
    if (step.given && !step.good_practice && step.when != StepWhen::observe) ids.push_back(step.id);
  return ids;
}

TEST(Excerpts, ASegmentRefusedAsksForMoreRoomFirst) {
  const auto refused = [](const char* size, const char* next) {
    return steps_of("2024-04-04 04:04:04.220 UTC [913] ERROR:  could not resize shared memory segment \"/PostgreSQL.1804289383\" to " +
                    std::string(size) + " bytes: No space left on device\n2024-04-04 04:04:04.220 UTC [913] " + next + "\n");
  };
  EXPECT_EQ(refused("16777216", "CONTEXT:  parallel worker"), (std::vector<std::string>{"enlarge_shm", "role_parallel_workers"}));
  EXPECT_EQ(refused("2147483648", "STATEMENT:  VACUUM (ANALYZE, PARALLEL 4) events"),
            (std::vector<std::string>{"enlarge_shm", "maintenance_workers"}));
}

/// Nobody has a value of 2^63 bytes to split.
TEST(Excerpts, ALengthOfDamagedDataIsNotSplit) {
  const auto refused = [](const char* size) {
    return steps_of(std::string("2024-04-04 04:04:04.220 UTC [913] app@docs ERROR:  invalid memory alloc request size ") + size +
                    "\n2024-04-04 04:04:04.220 UTC [913] app@docs STATEMENT:  SELECT * FROM orders WHERE id = 44\n");
  };
  const auto splits = [](const std::vector<std::string>& ids) { return std::count(ids.begin(), ids.end(), "split_value"); };
  EXPECT_EQ(splits(refused("9223372036854775809")), 0);
  EXPECT_EQ(splits(refused("1073741826")), 1);
}

TEST(Excerpts, AnOwnLimitIsNamedInTheFirstSentence) {
  const Report report = test::read_paste(
      "2024-04-04 04:04:04.220 UTC [913] app@docs ERROR:  invalid memory alloc request size 1073741826\n"
      "2024-04-04 04:04:04.220 UTC [913] app@docs STATEMENT:  SELECT convert_from(decode(body, 'base64'), 'UTF8') FROM upload\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_NE(english()(judgement_of(report).summary).find("reached PostgreSQL's own limit of 1 GB for one value, whatever the RAM"),
            std::string::npos);
}

/// `dmesg | grep -i oom`: the kill line is not in it.
TEST(Excerpts, WhatTheReaperLeavesIsSharedMemory) {
  const Report report = test::read_paste(
      "[Mon Jan  8 03:00:12 2024] pg_dump invoked oom-killer: gfp_mask=0x1100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\n"
      "[Mon Jan  8 03:00:12 2024] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,"
      "task_memcg=/system.slice/system-postgresql.slice/postgresql@14-main.service,task=postgres,pid=30112,uid=114\n"
      "[Mon Jan  8 03:00:12 2024] oom_reaper: reaped process 30112 (postgres), now anon-rss:0kB, file-rss:0kB, shmem-rss:4012344kB\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  const auto& told = judgement_of(report).told;
  ASSERT_FALSE(told.empty());
  EXPECT_NE(english()(told.front().value).find("had touched 3.8 GiB of shared memory"), std::string::npos) << english()(told.front().value);
}

}  // namespace
}  // namespace laststraw
