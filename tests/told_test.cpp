// What an excerpt tells though it does not decide: the sentences an expert would say of it. All texts are made up here.
#include <gtest/gtest.h>

#include <algorithm>

#include "report/brief.hpp"
#include "report/compose.hpp"
#include "support/paste.hpp"
#include "text/say.hpp"

namespace laststraw {
namespace {

/// The sentences of the first incident, which must be undecided, joined.
std::string told(const std::string& text) {
  const Report report = test::read_paste(text);
  if (report.incidents.empty()) return "no incident";
  const Judgement& judgement = report.incidents.front().judgement;
  EXPECT_EQ(judgement.verdict, VerdictKind::undecided) << english()(judgement.summary);
  std::string all;
  for (const Cited<Sentence>& one : judgement.told) {
    all += english()(one.value) + "\n";
    EXPECT_GT(one.cite.at.first_line, 0u) << "no location, no claim: " << all;
  }
  if (!judgement.told.empty()) {
    EXPECT_NE(english()(judgement.summary).find(english()(judgement.told.front().value)), std::string::npos);
  }
  return all;
}

void expect_told(const std::string& text, const std::string& sentence) {
  const std::string all = told(text);
  EXPECT_NE(all.find(sentence), std::string::npos) << "not said: " << sentence << "\nbut:\n" << all;
}

constexpr const char* kKill =
    "Mar  9 19:40:12 db1 kernel: Out of memory: Killed process 2711 (postgres) total-vm:498120kB, anon-rss:271004kB, file-rss:0kB, "
    "shmem-rss:0kB, UID:26 pgtables:600kB oom_score_adj:0\n";

TEST(Told, WhatTheVictimHeldAndWhoWasShort) {
  expect_told(kKill, "pid 2711 (postgres), which was killed, held 264.7 MiB of its own");
  expect_told(kKill, "the machine as a whole was short, not a container or unit");
}

TEST(Told, SharedMemoryThatAKillDoesNotFree) {
  expect_told(
      "kernel: Out of memory: Killed process 21144 (postmaster) total-vm:69211480kB, anon-rss:812340kB, file-rss:3120kB, "
      "shmem-rss:66310512kB, UID:26 pgtables:131072kB oom_score_adj:0\n",
      "held 793.3 MiB of its own and had touched 63.2 GiB of shared memory, which killing it does not free");
}

/// Up to Linux 4.4 the line prints no shmem-rss: file-rss holds it.
TEST(Told, SharedMemoryInTheFilePagesOfOldKernels) {
  expect_told(
      "Jun  2 04:10:01 el6db kernel: Out of memory: Kill process 2311 (postmaster) score 211 or sacrifice child\n"
      "Jun  2 04:10:01 el6db kernel: Killed process 2311, UID 26, (postmaster) total-vm:8812340kB, anon-rss:88120kB, "
      "file-rss:3312344kB\n",
      "held 86.1 MiB of its own and had touched 3.2 GiB of shared memory, which killing it does not free");
}

TEST(Told, AContainersLimitAndHowOftenItWasReached) {
  const std::string text =
      "[77.100000] Task in /lxc/118/ns killed as a result of limit of /lxc/118\n"
      "[77.100100] memory: usage 3145728kB, limit 3145728kB, failcnt 918044\n"
      "[77.200000] Memory cgroup out of memory: Kill process 4410 (puma) score 130 or sacrifice child\n";
  expect_told(text, "score 130: pid 4410 (puma) held about 13 % of the limit, 40");
  expect_told(text, "the limit of the group, 3.0 GiB, was reached 918044 times");
  expect_told(text, "PostgreSQL is nowhere in what was read");
}

TEST(Told, OldScoresAreNoShares) {
  expect_told(
      "May 12 04:22:40 old kernel: Out of Memory: Kill process 8120 (postmaster) score 6120448 and children.\n"
      "May 12 04:22:40 old kernel: Out of memory: Killed process 9411 (postmaster).\n",
      "the kernel chose pid 8120 (postmaster) and killed pid 9411 (postmaster), a child of it");
}

constexpr const char* kRows =
    "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
    "[    802]    71   802    42120     2112   151552        0          -900 postgres\n"
    "[    810]    71   810    42155      840   126976        0             0 postgres\n"
    "[    702]   990   702    18210     2204   155648        0             0 redis-server\n";

TEST(Told, AskedByPostgresIsInSight) {
  const std::string all = told("[ 88.1] postgres invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0\n");
  EXPECT_EQ(all.find("PostgreSQL is nowhere"), std::string::npos) << all;
}

TEST(Told, WhomTheReaperNames) {
  expect_told(
      "[88.100000] java invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0\n"
      "[88.200000] oom_reaper: reaped process 19022 (postgres), now anon-rss:0kB, file-rss:0kB, shmem-rss:839680kB\n",
      "the OOM killer killed pid 19022 (postgres): its reaper names it");
}

TEST(Told, AnotherKillerAndWhom) {
  expect_told(
      "Nov 20 22:10:03 h systemd-oomd[790]: Killed /system.slice/postgresql.service due to memory pressure for /system.slice being "
      "66.11% > 50.00% for > 20s with reclaim activity\n",
      "systemd-oomd");
}

TEST(Told, SmallServersOfATable) {
  expect_told(kRows, "the 2 processes of PostgreSQL that are listed held 11.5 MiB at most, all together");
}

TEST(Told, SeveralVictims) {
  expect_told(
      "Feb 11 14:50:31 f2 kernel: Killed process 402118 (node), UID 1000, total-vm:702184kB, anon-rss:141020kB, file-rss:12904kB, shmem-rss:0kB\n"
      "Feb 11 14:50:31 f2 kernel: Killed process 402604 (node), UID 1000, total-vm:655320kB, anon-rss:90112kB, file-rss:12880kB, shmem-rss:0kB\n",
      "2 processes were killed; those of known size held 225.7 MiB together, the largest, pid 402118 (node), 137.7 MiB");
}

TEST(Told, SeveralVictimsThatAreMostlyShared) {
  expect_told(
      "kernel: Memory cgroup out of memory: Killed process 2331 (postgres) total-vm:1402332kB, anon-rss:9120kB, file-rss:11200kB, "
      "shmem-rss:901220kB, UID:26 pgtables:2320kB oom_score_adj:937\n"
      "kernel: Memory cgroup out of memory: Killed process 2388 (postgres) total-vm:1401980kB, anon-rss:8800kB, file-rss:11180kB, "
      "shmem-rss:880100kB, UID:26 pgtables:2290kB oom_score_adj:937\n",
      "2 processes were killed; those of known size held 17.5 MiB of their own together and had touched 880.1 MiB of shared memory");
}

TEST(Told, TheNodeItselfWasShort) {
  expect_told("Warning  SystemOOM  3m12s  kubelet  System OOM encountered, victim process: postgres, pid: 4711\n",
              "the kubelet notes that the node itself ran out of memory, no limit of a container, and postgres (pid 4711) was killed");
  const Report report =
      test::read_paste("Warning  SystemOOM  3m12s  kubelet  System OOM encountered, victim process: postgres, pid: 4711\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  const Incident& incident = report.incidents.front().incident;
  EXPECT_EQ(incident.kind, IncidentKind::kernel_oom);
  ASSERT_EQ(incident.victims.size(), 1u);
  EXPECT_EQ(incident.processes[incident.victims.front()].pid, Pid(4711));
  EXPECT_TRUE(is_postgres(incident.processes[incident.victims.front()].role));
}

/// A 32-bit kernel: its own requests end at 896 MiB, however much HighMem is free.
TEST(Told, FreeMemoryThatTheRequestCouldNotUse) {
  const auto report = [](const char* slab_of_normal) {
    return std::string(
               "Mar 12 03:10:07 h kernel: postmaster invoked oom-killer: gfp_mask=0xd0, order=1, oom_adj=0, oom_score_adj=0\n"
               "Mar 12 03:10:07 h kernel: Mem-Info:\n"
               "Mar 12 03:10:07 h kernel: active_anon:101233 inactive_anon:21010 isolated_anon:0\n"
               "Mar 12 03:10:07 h kernel:  active_file:822310 inactive_file:1010214 isolated_file:0\n"
               "Mar 12 03:10:07 h kernel:  free:1780112 ") +
           slab_of_normal +
           "\nMar 12 03:10:07 h kernel: DMA free:3480kB min:64kB low:80kB high:96kB present:15804kB\n"
           "Mar 12 03:10:07 h kernel: lowmem_reserve[]: 0 863 16015 16015\n"
           "Mar 12 03:10:07 h kernel: Normal free:3612kB min:3720kB low:4648kB high:5580kB present:883912kB\n"
           "Mar 12 03:10:07 h kernel: lowmem_reserve[]: 0 0 121215 121215\n"
           "Mar 12 03:10:07 h kernel: HighMem free:7113356kB min:512kB low:16896kB high:33284kB present:15515552kB\n"
           "Mar 12 03:10:07 h kernel: lowmem_reserve[]: 0 0 0 0\n"
           "Mar 12 03:10:07 h kernel: 4128767 pages RAM\n"
           "Mar 12 03:10:07 h kernel: 71211 pages reserved\n"
           "Mar 12 03:10:07 h kernel: Out of memory: Kill process 2210 (postmaster) score 12 or sacrifice child\n"
           "Mar 12 03:10:07 h kernel: Killed process 2214, UID 26, (postmaster) total-vm:291200kB, anon-rss:4120kB, file-rss:88412kB\n";
  };
  expect_told(report("slab_reclaimable:20 slab_unreclaimable:12"), "the zones up to Normal were full");
  EXPECT_EQ(told(report("slab_reclaimable:20 slab_unreclaimable:12")).find("the machine as a whole was short"), std::string::npos);
  const Report full = test::read_paste(report("slab_reclaimable:88120 slab_unreclaimable:82112"));
  ASSERT_EQ(full.incidents.size(), 1u);
  EXPECT_EQ(full.incidents.front().judgement.findings.front().cause, "kernel_memory");
  for (const Step& step : full.incidents.front().steps) {
    EXPECT_TRUE(step.id != "use_64_bit_kernel" || step.effect.kind == EffectKind::no_kill);
    EXPECT_NE(step.id, "more_memory") << "more RAM leaves a 32-bit kernel less of its own";
  }
}

TEST(Told, ALimitOnTheWholeIsNoLargeRequest) {
  const std::string line = "2021-03-16 07:52:1";
  expect_told(line + "4.208 UTC [31820] app@shop FATAL:  out of memory\n" + line +
                  "4.208 UTC [31820] app@shop DETAIL:  Failed on request of size 41520 in memory context \"TopMemoryContext\".\n" + line +
                  "5.208 UTC [31822] app@shop FATAL:  out of memory\n" + line +
                  "5.208 UTC [31822] app@shop DETAIL:  Failed on request of size 41520 in memory context \"TopMemoryContext\".\n" + line +
                  "6.208 UTC [900] LOG:  could not fork new process for connection: Cannot allocate memory\n",
              "2 sessions were refused 40.5 KiB or less, and new processes too: a limit on the whole was reached, not one large request");
}

/// Months apart they are not one shortage.
TEST(Told, RefusalsOfDifferentDaysAreNotCountedTogether) {
  const auto refused = [](const std::string& day, const std::string& pid) {
    const std::string head = day + " 07:52:14.208 UTC [" + pid + "] app@shop ";
    return head + "ERROR:  out of memory\n" + head + "DETAIL:  Failed on request of size 41520 in memory context \"TopMemoryContext\".\n";
  };
  EXPECT_EQ(told(refused("2021-03-16", "31820") + refused("2021-08-16", "31822")).find("2 sessions"), std::string::npos);
  expect_told(refused("2021-03-16", "31820") + refused("2021-03-16", "31822"), "2 sessions were refused");
}

TEST(Told, WhatAStatementMayTake) {
  const std::string crash =
      "2024-10-29 09:33:47.218 UTC [1415] LOG:  server process (PID 27718) was terminated by signal 9: Killed\n"
      "2024-10-29 09:33:47.218 UTC [1415] DETAIL:  Failed process was running: ";
  expect_told(crash + "UPDATE account SET seen = now() WHERE id = 7\n", "what it ran takes next to nothing, but for a very large value");
  expect_told(crash + "SELECT 1\n", "what it ran takes next to nothing: if memory was short, it was the last straw");
  expect_told(crash + "SELECT a.x, count(*) FROM a JOIN b ON a.id = b.id GROUP BY a.x ORDER BY 2\n",
              "work_mem bounds each of them, and is not known");
  expect_told(crash + "UPDATE account SET seen = now() WHERE id = 7\n", "who sent signal 9 is not shown");
}

TEST(Told, ADecidedIncidentHasItsVerdict) {
  const Report report = test::read_paste(
      "kernel: Out of memory: Kill process 20305 (postgres) score 850 or sacrifice child\n"
      "kernel: Killed process 20305 (postgres) total-vm:90123456kB, anon-rss:83886080kB, file-rss:0kB\n");
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_EQ(report.incidents.front().judgement.verdict, VerdictKind::culprit);
  EXPECT_TRUE(report.incidents.front().judgement.told.empty());
}

TEST(Told, EqualsThatAreKilledInTurnShareWhatTheyHold) {
  std::string text;
  for (int i = 0; i < 4; ++i)
    text += "Sep 12 03:01:2" + std::to_string(2 * i) + " db4 kernel: Out of memory: Kill process " + std::to_string(2201 + i) +
            " (postgres) score " + std::to_string(318 - i % 2) + " or sacrifice child\n";
  expect_told(text, "4 processes of PostgreSQL were killed one after the other and scored about the same, 317 to 318");
  const std::string small = std::string(text).replace(text.find("score 318"), 9, "score 118");
  EXPECT_EQ(told(small).find("scored about the same"), std::string::npos) << "they need not share what they held";
}

TEST(Told, AScoreWithAnAdjustmentInItTellsNoShare) {
  const std::string text =
      "Memory cgroup out of memory: Kill process 20119 (postgres) score 1043 or sacrifice child\n"
      "Killed process 20119 (postgres) total-vm:2312340kB, anon-rss:1961220kB, file-rss:2120kB, shmem-rss:31120kB\n";
  expect_told(text, "score 1043 holds an adjustment (oom_score_adj) of 43 or more that is not printed");
  EXPECT_EQ(told(text).find("reckoned"), std::string::npos);
}

TEST(Told, AnotherKillersShareOfTheRamAndWhoseSessionItWas) {
  const std::string text =
      "Feb 02 23:11:40 pgbox earlyoom[611]: mem avail:   312 of 15944 MiB ( 1.96%), swap free:   40 of 2047 MiB ( 1.97%)\n"
      "Feb 02 23:11:40 pgbox earlyoom[611]: sending SIGTERM to process 40112 uid 113 \"postgres\": oom_score 1188, VmRSS 11240 MiB, "
      "cmdline \"postgres: 15/main: etl dwh 10.0.4.9(51822) SELECT\"\n";
  expect_told(text, "(etl@dwh) held 11.0 GiB, 70 % of the RAM, shared memory that it had touched included");
}

/// A report shows what is known, and no causes that nothing speaks for.
TEST(Told, StandsInPlaceOfPriors) {
  const report::Document document = report::compose(test::read_paste(kKill));
  const report::Incident& incident = document.incidents.front();
  EXPECT_TRUE(report::candidates(incident, 3).empty());
  ASSERT_EQ(report::reasons(incident, 3).size(), 2u);
  EXPECT_EQ(english()(report::reasons_title(incident)), "What is known");
}

/// Each process of a server maps its whole shared memory: what one has touched beyond what the others map is its own.
TEST(Told, PrivateMemoryBeyondWhatSiblingsMap) {
  const std::string rows = std::string(kRows) + "[   8120]    71  8120  2922011  2381120 19533824        0             0 postgres\n";
  const Report report = test::read_paste(rows);
  ASSERT_EQ(report.incidents.size(), 1u);
  const auto least = [&](int pid) {
    const auto& all = report.incidents.front().incident.processes;
    return std::find_if(all.begin(), all.end(), [&](const Process& one) { return one.pid == Pid(pid); })->anon->low;
  };
  EXPECT_EQ(least(8120), kib(4) * (2381120 - 42155));
  EXPECT_EQ(least(810), Bytes{0});
}

TEST(Told, WalReplayThatWasRefusedMemoryIsNoSessionAndIsOfMemory) {
  const std::string text =
      "2026-11-21 03:02:21.123 UTC [71] FATAL:  out of memory\n"
      "2026-11-21 03:02:21.123 UTC [71] DETAIL:  Failed on request of size 8192 in memory context \"TopMemoryContext\".\n"
      "2026-11-21 03:02:21.123 UTC [71] CONTEXT:  WAL redo at 3/4F0012A8 for Heap/INSERT: off: 12, flags: 0x00\n"
      "2026-11-21 03:02:21.203 UTC [70] LOG:  startup process (PID 71) exited with exit code 1\n"
      "2026-11-21 03:02:21.203 UTC [70] LOG:  terminating any other active server processes\n";
  expect_told(text, "it was the startup process, which applies WAL (recovery, or a standby): no session");
  const Report report = test::read_paste(text);
  ASSERT_EQ(report.incidents.size(), 1u);
  EXPECT_EQ(report.incidents.front().incident.kind, IncidentKind::enomem);
}

TEST(Told, WhatTheServersUnitHeldAtMost) {
  expect_told(
      "Nov 21 03:02:21 db7 systemd[1]: postgresql@15-main.service: A process of this unit has been killed by the OOM killer.\n"
      "Nov 21 03:02:22 db7 systemd[1]: postgresql@15-main.service: Consumed 1h 2min 3.456s CPU time, 13.5G memory peak, 1.5G memory swap peak.\n",
      "the server's unit held 13.5 GiB at most, as systemd counted it");
}

}  // namespace
}  // namespace laststraw
