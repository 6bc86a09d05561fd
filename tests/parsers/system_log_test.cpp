#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read_exact;
using test::slurp;

std::string sample(const char* name) { return slurp(test::samples_dir() / "system_log" / name); }

Records read(std::string_view text) {
  Records records;
  read_exact(read_kernel_log, text, records);
  return records;
}

const TaskRow& row(const OomReport& report, int pid) {
  for (const TaskRow& found : report.tasks)
    if (found.pid == Pid(pid)) return found;
  throw std::out_of_range("no such row");
}

TEST(KernelOom, GlobalReportOf612) {
  Records records;
  const Reading reading = read_exact(read_kernel_log, sample("global-6.12-dmesg.log"), records);
  EXPECT_EQ(reading.format, "kernel_oom/dmesg");
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(reading.coverage.noise, 0u) << "every line of a report is part of it";
  ASSERT_EQ(records.oom_reports.size(), 1u);
  const OomReport& report = records.oom_reports[0];
  EXPECT_TRUE(report.complete());
  EXPECT_EQ(report.invocation->comm, "python3");
  EXPECT_EQ(report.invocation->pid, Pid(301));
  EXPECT_EQ(report.invocation->order, 0);
  EXPECT_EQ(report.invocation->oom_score_adj, -1000);
  EXPECT_EQ(report.invocation->gfp, "0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP)");
  EXPECT_EQ(report.invocation->kernel_release, "6.12.107+deb12-cloud-amd64");
  EXPECT_EQ(report.invocation->stack.front(), "dump_stack_lvl");
  EXPECT_EQ(report.constraint, Constraint::none);
  EXPECT_EQ(find(report.counters, "active_anon"), kib(4) * 21995);
  EXPECT_EQ(find(report.counters, "shmem"), kib(4) * 12007);
  EXPECT_EQ(find(report.counters, "free_pcp"), kib(4) * 30);
  EXPECT_EQ(report.ram, kib(4) * 163703);
  EXPECT_EQ(report.reserved, kib(4) * 12640);
  EXPECT_EQ(report.kernel_stack, kib(1696));
  EXPECT_EQ(report.swap_total, Bytes{0});
  ASSERT_EQ(report.zones.size(), 2u);
  EXPECT_EQ(report.zones[1].zone, "DMA32");
  EXPECT_EQ(report.zones[1].min, kib(28136));
  EXPECT_EQ(report.zones[1].free_blocks.size(), 11u);
  EXPECT_EQ(report.zones[0].lowmem_reserve, (std::vector<std::uint64_t>{0, 553, 553, 553, 553}));
  EXPECT_EQ(row(report, 330).rss_shmem, kib(4) * 2752);
  EXPECT_EQ(row(report, 268).oom_score_adj, -1000);
  ASSERT_EQ(report.kills.size(), 1u);
  EXPECT_EQ(report.kills[0].pid, Pid(372));
  EXPECT_EQ(report.kills[0].anon_rss, kib(450516));
  EXPECT_EQ(report.kills[0].uid, Uid(101));
  EXPECT_EQ(report.kills[0].page_tables, kib(1048));
  EXPECT_EQ(report.kills[0].cite.quote.find("[  558.756626] Out of memory: Killed process 372"), 0u);
}

TEST(KernelOom, SyslogGivesTheSameReportAsDmesg) {
  const OomReport a = read(sample("global-6.12-dmesg.log")).oom_reports.at(0);
  const OomReport b = read(sample("global-6.12-syslog.log")).oom_reports.at(0);
  ASSERT_EQ(a.tasks.size(), b.tasks.size());
  for (std::size_t i = 0; i < a.tasks.size(); ++i) {
    EXPECT_EQ(a.tasks[i].comm, b.tasks[i].comm);
    EXPECT_EQ(a.tasks[i].rss_anon, b.tasks[i].rss_anon);
  }
  ASSERT_EQ(a.counters.size(), b.counters.size());
  for (std::size_t i = 0; i < a.counters.size(); ++i) EXPECT_EQ(a.counters[i].value, b.counters[i].value) << a.counters[i].name;
  EXPECT_EQ(a.kills[0].anon_rss, b.kills[0].anon_rss);
  EXPECT_EQ(b.host, "db-lab");
}

TEST(KernelOom, MemcgV1) {
  const OomReport report = read(sample("memcg-v1-6.18-dmesg-x.log")).oom_reports.at(0);
  EXPECT_EQ(report.constraint, Constraint::memcg);
  EXPECT_EQ(report.oom_memcg, "/pg-11");
  ASSERT_TRUE(report.cgroup);
  EXPECT_TRUE(report.cgroup->v1);
  EXPECT_EQ(report.cgroup->path, "/pg-11");
  EXPECT_EQ(report.cgroup->limit, mib(600));
  EXPECT_EQ(find(report.cgroup->stat, "rss"), Bytes{578183168});
  EXPECT_EQ(find(report.cgroup->stat, "shmem"), Bytes{45293568});
  EXPECT_TRUE(report.kills.at(0).memcg);
  EXPECT_EQ(report.kills.at(0).pid, Pid(27163));
}

TEST(KernelOom, MemcgV2) {
  const OomReport report = read(sample("memcg-v2-dmesg.log")).oom_reports.at(0);
  ASSERT_TRUE(report.cgroup);
  EXPECT_FALSE(report.cgroup->v1);
  EXPECT_EQ(report.cgroup->limit, mib(448));
  EXPECT_TRUE(find(report.cgroup->stat, "anon").has_value());
  EXPECT_EQ(report.kills.at(0).pid, Pid(365));
}

TEST(KernelOom, HugePagesAndTableWithoutTheSplit) {
  const OomReport report = read(sample("hugepages-6.1-dmesg.log")).oom_reports.at(0);
  ASSERT_EQ(report.huge_pages.size(), 1u);
  EXPECT_EQ(report.huge_pages[0].total, 204);
  EXPECT_EQ(report.huge_pages[0].free, 204);
  EXPECT_EQ(report.huge_pages[0].page_size, kib(2048));
  EXPECT_FALSE(report.tasks.at(0).rss_anon) << "6.1 does not print it: absent, not zero";
}

TEST(KernelOom, El7MemcgWithCandidateAndUidAfterTheName) {
  Records records = read(sample("made-up-el7-memcg.log"));
  ASSERT_EQ(records.oom_reports.size(), 1u);
  const OomReport& report = records.oom_reports[0];
  EXPECT_EQ(report.task_memcg, "/docker/aa/x");
  EXPECT_EQ(report.oom_memcg, "/docker/aa");
  EXPECT_EQ(find(report.cgroup->stat, "rss"), kib(20260));
  EXPECT_FALSE(report.cgroup->swap_limit) << "2^53 kB is no limit";
  EXPECT_EQ(row(report, 29481).page_tables, kib(4) * 366);
  EXPECT_EQ(row(report, 29481).comm, "postmaster");
  ASSERT_EQ(report.kills.size(), 1u) << "the candidate (pid 29482, a thread) is not a victim";
  EXPECT_EQ(report.kills[0].pid, Pid(29481));
  EXPECT_EQ(report.kills[0].uid, Uid(26));
}

struct KillCase {
  const char *name, *line;
  int pid;
  const char* comm;
  std::int64_t anon_kb;
  bool broken;
};
constexpr KillCase kKills[] = {
    {"v5_4",
     "[1.000000] Out of memory: Killed process 955 (gnome-shell) total-vm:3289540kB, anon-rss:77868kB, file-rss:0kB, shmem-rss:0kB, UID:1 pgtables:8kB oom_score_adj:0",
     955, "gnome-shell", 77868, false},
    {"comm_in_parens", "[1.000000] Out of memory: Killed process 12 ((sd-pam)) total-vm:1kB, anon-rss:2kB, file-rss:0kB", 12, "(sd-pam)", 2,
     false},
    {"comm_with_blank", "[1.000000] Out of memory: Killed process 12 (tmux: client) total-vm:1kB, anon-rss:2kB, file-rss:0kB", 12,
     "tmux: client", 2, false},
    {"el6_uid_first", "[1.000000] Killed process 40738, UID 27, (mysqld) total-vm:6424316kB, anon-rss:13128kB, file-rss:4kB", 40738,
     "mysqld", 13128, false},
    {"v2_6", "[1.000000] Out of Memory: Killed process 27937 (postmaster).", 27937, "postmaster", -1, false},
    {"memcg", "[1.000000] Memory cgroup out of memory: Killed process 7 (postgres) total-vm:1kB, anon-rss:3kB, file-rss:0kB, shmem-rss:0kB",
     7, "postgres", 3, false},
    {"cut_by_the_pager", "[1.000000] Out of memory: Killed process 955 (gnome-shell) total-vm:3289540kB, anon-rss:77868kB, file-rss:104",
     955, "gnome-shell", 77868, true},
    {"utf8_comm", "[1.000000] Out of memory: Killed process 9 (caf\xC3\xA9) total-vm:1kB, anon-rss:2kB, file-rss:0kB", 9, "caf\xC3\xA9", 2,
     false},
};

TEST(KernelOom, KillLines) {
  for (const KillCase& c : kKills) {
    Records records;
    const Reading reading = read_exact(read_kernel_log, c.line, records);
    ASSERT_EQ(records.oom_reports.size(), 1u) << c.name;
    const Kill& kill = records.oom_reports[0].kills.at(0);
    EXPECT_EQ(kill.pid, Pid(c.pid)) << c.name;
    EXPECT_EQ(kill.comm, c.comm) << c.name;
    EXPECT_EQ(kill.anon_rss ? kill.anon_rss->count / 1024 : -1, c.anon_kb) << c.name;
    EXPECT_EQ(reading.coverage.unrecognised, c.broken ? 1u : 0u) << c.name;
    EXPECT_FALSE(records.oom_reports[0].complete()) << "a kill line alone is not a whole report";
  }
}

/// One made-up report per era and variant of docs/reference/kernel.md 2; every line of each is understood.
struct Era {
  const char* sample;
  int victim;  ///< 0: nobody was killed
  const char* comm;
  std::int64_t anon_kb;  ///< -1: not printed
  const char* invoker;   ///< "": the line names nobody
  int order;
  Constraint constraint;
  std::size_t tasks;
  std::int64_t ram_pages;
};

class KernelEras : public testing::TestWithParam<Era> {};

TEST_P(KernelEras, EveryLineIsUnderstood) {
  const Era& era = GetParam();
  Records records;
  const Reading reading = test::read_exact(read_kernel_log, sample(("made-up-" + std::string(era.sample) + ".log").c_str()), records);
  EXPECT_EQ(reading.coverage.noise, 0u);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  ASSERT_EQ(records.oom_reports.size(), 1u);
  const OomReport& report = records.oom_reports[0];
  ASSERT_TRUE(report.invocation);
  EXPECT_EQ(report.invocation->comm, era.invoker);
  EXPECT_EQ(report.invocation->order, era.order);
  EXPECT_EQ(report.constraint, era.constraint);
  EXPECT_EQ(report.tasks.size(), era.tasks);
  if (era.ram_pages > 0) {
    EXPECT_EQ(report.ram, kib(4) * era.ram_pages);
  }
  ASSERT_EQ(report.kills.empty(), era.victim == 0);
  if (era.victim == 0) return;
  EXPECT_EQ(report.kills[0].pid, Pid(era.victim));
  EXPECT_EQ(report.kills[0].comm, era.comm);
  if (era.anon_kb >= 0) {
    EXPECT_EQ(report.kills[0].anon_rss, kib(era.anon_kb));
  }
}

INSTANTIATE_TEST_SUITE_P(KernelOom, KernelEras,
                         testing::Values(Era{"2.6.18-global", 27937, "postmaster", -1, "", 0, Constraint::none, 0, 4456448},
                                         Era{"2.6.29-global", 4402, "postgres", 640120, "postgres", 0, Constraint::none, 0, 524272},
                                         Era{"el6-global", 31400, "postmaster", 12003992, "postmaster", 0, Constraint::none, 3, 8388592},
                                         Era{"3.0-memcg", 5120, "postgres", 479000, "postgres", 0, Constraint::memcg, 2, 2097136},
                                         Era{"4.1-global", 2222, "postgres", 1759000, "postgres", 0, Constraint::none, 2, 524158},
                                         Era{"4.6-symbolic-gfp", 2222, "postgres", 1759000, "in:imjournal", 0, Constraint::none, 0, 524158},
                                         Era{"4.11-nodemask", 2222, "postgres", 1759000, "postgres", 0, Constraint::none, 0, 524158},
                                         Era{"4.15-pgtables-slab", 2222, "postgres", 1759000, "postgres", 0, Constraint::none, 1, 524158},
                                         Era{"5.10-cpuset", 2222, "postgres", 11759000, "postgres", 0, Constraint::cpuset, 0, 8388592},
                                         Era{"6.1-mempolicy", 2222, "Plex Media, Serv", 11759000, "postgres", 0, Constraint::mempolicy, 0,
                                             8388592},
                                         Era{"6.18-global", 2222, "postgres", 1759000, "postgres", 0, Constraint::none, 1, 524158},
                                         Era{"sysrq", 2222, "postgres", 1759000, "kworker/13:1", -1, Constraint::none, 0, 524158},
                                         Era{"oom-group", 2222, "postgres", 959000, "postgres", 0, Constraint::memcg, 0, 0},
                                         Era{"panic-on-oom", 0, "", -1, "postgres", 0, Constraint::unknown, 0, 524158},
                                         Era{"no-killable", 0, "", -1, "postgres", 0, Constraint::unknown, 0, 524158}),
                         [](const auto& era) {
                           std::string name = era.param.sample;
                           std::replace_if(
                               name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
                           return name;
                         });

TEST(KernelOom, ColumnsOfTheErasTables) {
  Records records;
  test::read_exact(read_kernel_log, sample("made-up-4.1-global.log"), records);
  EXPECT_EQ(records.oom_reports.at(0).tasks.at(1).page_tables, kib(4) * (980 + 5)) << "nr_ptes and nr_pmds";
  test::read_exact(read_kernel_log, sample("made-up-4.15-pgtables-slab.log"), records);
  EXPECT_EQ(records.oom_reports.at(1).tasks.at(0).page_tables, Bytes{3800000});
  EXPECT_EQ(records.oom_reports.at(1).slabs.size(), 2u) << "names longer than their column";
  test::read_exact(read_kernel_log, sample("made-up-el6-global.log"), records);
  EXPECT_EQ(records.oom_reports.at(2).tasks.at(0).oom_score_adj, -1000) << "not oom_adj";
  test::read_exact(read_kernel_log, sample("made-up-oom-group.log"), records);
  EXPECT_EQ(records.oom_reports.at(3).kills.size(), 3u) << "memory.oom.group kills them all";
}

TEST(KernelOom, BytesLabelledKilobytesIn540AreMended) {
  const OomReport report =
      read(
          "[1.000000] Out of memory: Killed process 9 (a) total-vm:4194304kB, anon-rss:2kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:8388608kB oom_score_adj:0")
          .oom_reports.at(0);
  EXPECT_EQ(report.kills[0].page_tables, kib(8192));
}

TEST(KernelOom, TalkAboutAKillIsNoKill) {
  EXPECT_TRUE(read("2026-01-05T10:00:00+00:00 h kernel: app: I Killed process 12 (x) yesterday").oom_reports.empty());
  EXPECT_TRUE(read("2026-01-05T10:00:00+00:00 h myapp[3]: Out of memory: Killed process 12 (x) total-vm:1kB, anon-rss:1kB, file-rss:0kB")
                  .oom_reports.empty())
      << "only the kernel's own word counts";
}

TEST(KernelOom, TaskTableCutInTheMiddleIsKeptAndMarkedIncomplete) {
  const std::string whole = sample("global-6.12-dmesg.log");
  const std::size_t cut = whole.find('\n', whole.find("[    341]"));
  const OomReport report = read(std::string_view(whole).substr(0, cut)).oom_reports.at(0);
  EXPECT_FALSE(report.complete());
  EXPECT_EQ(report.tasks.back().pid, Pid(341));
  EXPECT_NE(std::find(report.defects.begin(), report.defects.end(), Defect::task_table_cut), report.defects.end());
}

TEST(KernelOom, HeadLostInTheRingBuffer) {
  const std::string whole = sample("global-6.12-dmesg.log");
  const OomReport report = read(std::string_view(whole).substr(whole.find("[  558.755066]"))).oom_reports.at(0);
  EXPECT_FALSE(report.invocation);
  EXPECT_EQ(report.defects, std::vector<Defect>{Defect::no_head});
  EXPECT_EQ(report.kills.at(0).pid, Pid(372));
  EXPECT_GT(report.tasks.size(), 20u);
}

TEST(KernelOom, TailOfATableWithoutItsHeader) {
  const std::string whole = sample("global-6.12-dmesg.log");
  const OomReport tail = read(std::string_view(whole).substr(whole.find("[  558.755409]"))).oom_reports.at(0);
  EXPECT_EQ(row(tail, 330).rss_shmem, kib(4) * 2752) << "ten numbers: 6.8 and later";
  EXPECT_EQ(tail.defects, (std::vector<Defect>{Defect::no_head, Defect::no_task_table_head}));
  const OomReport old =
      read("Jun 10 15:09:02 aio kernel: [31326]    26 31326   581436     4542      71        0           982 post master\n")
          .oom_reports.at(0);
  EXPECT_EQ(old.tasks.at(0).page_tables, kib(4) * 71);
  EXPECT_EQ(old.tasks.at(0).comm, "post master");
  EXPECT_EQ(old.tasks.at(0).oom_score_adj, 982);
  const OomReport middle =
      read("[1.000000] [ 256361]   113 256361  2169806    48203   528384        0          -900 postgres\n").oom_reports.at(0);
  EXPECT_EQ(middle.tasks.at(0).page_tables, Bytes{528384});
}

TEST(KernelOom, LinesOfOthersInBetweenAreNoiseAndLoseNothing) {
  std::string mixed;
  std::string rest = sample("global-6.12-syslog.log");
  std::size_t n = 0;
  for (std::size_t at = 0; (at = rest.find('\n')) != std::string::npos; rest.erase(0, at + 1)) {
    mixed += rest.substr(0, at + 1);
    if (++n % 3 == 0) mixed += "2026-11-21T03:02:21.662000+00:00 db-lab sshd[99]: Connection closed\n";
  }
  Records records;
  const Reading reading = read_exact(read_kernel_log, mixed, records);
  ASSERT_EQ(records.oom_reports.size(), 1u);
  EXPECT_TRUE(records.oom_reports[0].complete());
  EXPECT_EQ(reading.coverage.noise, n / 3);
  EXPECT_EQ(records.oom_reports[0].tasks.size(), read(sample("global-6.12-syslog.log")).oom_reports[0].tasks.size());
}

TEST(KernelOom, DamagedRowIsUnrecognisedAndTheRestKept) {
  std::string text = sample("global-6.12-dmesg.log");
  text.replace(text.find("[    341]   101"), 15, "[    341]   1x1");
  Records records;
  const Reading reading = read_exact(read_kernel_log, text, records);
  EXPECT_EQ(reading.coverage.unrecognised, 1u);
  EXPECT_EQ(records.unrecognised.size(), 1u);
  EXPECT_EQ(records.oom_reports.at(0).tasks.size() + 1, read(sample("global-6.12-dmesg.log")).oom_reports[0].tasks.size());
}

TEST(KernelOom, TwoReportsInARow) {
  const std::string twice = sample("memcg-v1-6.18-dmesg-x.log") + sample("memcg-v1-6.18-dmesg-x.log");
  EXPECT_EQ(read(twice).oom_reports.size(), 2u);
}

TEST(KernelOom, RsyslogEscapesInOneLine) {
  const OomReport report =
      read(
          "Jan  5 10:00:00 h kernel: x invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n"
          "Jan  5 10:00:00 h kernel: Mem-Info:\n"
          "Jan  5 10:00:00 h kernel: active_anon:10 inactive_anon:20 isolated_anon:0#012 active_file:1 inactive_file:2 isolated_file:0#012 free:7 free_pcp:3 free_cma:0\n"
          "Jan  5 10:00:00 h kernel: Node 0 DMA: 1*64kB (U) 2*128kB (U) = 320kB\n")
          .oom_reports.at(0);
  EXPECT_EQ(report.page_size, kib(64)) << "the first buddy cell is one page";
  EXPECT_EQ(find(report.counters, "free"), kib(64) * 7);
  EXPECT_EQ(find(report.counters, "inactive_file"), kib(64) * 2);
}

TEST(KernelOom, OomReaperIsJoinedToItsVictim) {
  Records records = read(sample("global-6.12-dmesg.log") +
                         "[  559.000000] oom_reaper: reaped process 372 (postgres), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB\n");
  EXPECT_TRUE(records.oom_reports.at(0).kills.at(0).reaped);
}

TEST(KernelOom, OtherKillers) {
  Records records = read(sample("made-up-userspace-killers.log"));
  ASSERT_EQ(records.system_events.size(), 6u);
  EXPECT_EQ(records.system_events[0].kind, SystemEventKind::earlyoom_state);
  EXPECT_EQ(records.system_events[0].available, mib(503));
  EXPECT_EQ(records.system_events[1].kind, SystemEventKind::earlyoom_kill);
  EXPECT_EQ(records.system_events[1].pid, Pid(7378));
  EXPECT_EQ(records.system_events[1].signal, "SIGTERM");
  EXPECT_EQ(records.system_events[1].rss, mib(4962));
  EXPECT_EQ(records.system_events[2].subject, "postgresql.service");
  EXPECT_EQ(records.system_events[4].kind, SystemEventKind::systemd_oomd_kill);
  EXPECT_EQ(records.system_events[5].kind, SystemEventKind::dump_suppressed);
  EXPECT_TRUE(records.kernel_coverage.at(0).last_kernel);
}

TEST(KernelOom, MoreKillersAndSymptoms) {
  const Records records = read(sample("made-up-more-killers.log"));
  using K = SystemEventKind;
  const std::vector<K> wanted{K::systemd_oomd_kill, K::systemd_oomd_kill, K::systemd_oomd_kill, K::unit_oom_kill,
                              K::nohang_kill,       K::oomd_kill,         K::kubelet_eviction,  K::container_oom,
                              K::container_oom,     K::hung_task,         K::memory_failure,    K::earlyoom_state};
  ASSERT_EQ(records.system_events.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(records.system_events[i].kind, wanted[i]) << i;
  EXPECT_EQ(records.system_events[0].total, scaled(mib(1024), 15.6));
  EXPECT_EQ(records.system_events[1].subject, "/system.slice/postgresql.service");
  EXPECT_EQ(records.system_events[2].subject, "postgresql.service");
  EXPECT_EQ(records.system_events[4].pid, Pid(7378));
  EXPECT_EQ(records.system_events[5].subject, "system.slice/postgresql.service");
  EXPECT_EQ(records.system_events[5].rss, Bytes{8438349824});
  EXPECT_EQ(records.system_events[7].pid, Pid(1234567));
}

TEST(KernelOom, AllocationFailureIsNoOomReport) {
  const Records records = read(
      "[1.000000] postgres: page allocation failure: order:4, mode:0x2040d0\n[1.000001] Mem-Info:\n"
      "[1.000002] active_anon:1 inactive_anon:2 isolated_anon:0\n");
  EXPECT_TRUE(records.oom_reports.empty());
  EXPECT_EQ(records.system_events.at(0).kind, SystemEventKind::page_allocation_failure);
}

TEST(KernelOom, NumbersThatOverflowFailTheLine) {
  const std::string text =
      "[1.000000] a invoked oom-killer: gfp_mask=0x0(), order=0, oom_score_adj=0\n"
      "[1.000001] memory: usage 18446744073709551615kB, limit 99999999999999999999kB, failcnt 0\n"
      "[1.000002] 18446744073709551615 pages RAM\n";
  Records records;
  const Reading reading = read_exact(read_kernel_log, text, records);
  EXPECT_TRUE(reading.coverage.adds_up());
  EXPECT_FALSE(records.oom_reports.at(0).ram);
}

TEST(KernelOom, SurvivesDamage) {
  for (const auto& path : test::samples_of("system_log")) test::expect_survives_damage(read_kernel_log, slurp(path), path.string(), 25);
}

TEST(KernelOom, TwoReportsShuffledIntoEachOther) {
  const std::string a = sample("global-6.12-dmesg.log"), b = sample("memcg-v1-6.18-dmesg-x.log");
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::string mixed;
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
      const bool first = j >= b.size() || (i < a.size() && random() % 2 == 0);
      const std::string& from = first ? a : b;
      std::size_t& at = first ? i : j;
      const std::size_t end = from.find('\n', at) + 1;
      mixed += from.substr(at, end - at);
      at = end;
    }
    test::expect_survives(read_kernel_log, mixed, "shuffle", "sample");
  }
}

/// PgBouncer with `syslog = 1` gives syslog its message alone; a service's output has its own time, too. Made up.
TEST(SystemLog, PgBouncersLinesAreReadAsItsLog) {
  for (const char* own : {"", "2026-01-05 10:12:31.118 UTC [812] LOG "}) {
    const std::string head = std::string("2026-01-05T10:12:31.118+00:00 db1 pgbouncer[812]: ") + own;
    const Records records =
        read(head + "S-0x55d0c1a2b3c0: shop/app@10.0.0.9:5432 closing because: server conn crashed? (age=312s)\n" + head +
             "S-0x55d0c1a2b3c8: shop/app@10.0.0.9:5432 closing because: server conn crashed? (age=12s)\n" + head +
             "C-0x55d0c1a2c4d0: shop/app@10.0.0.5:40790 pooler error: query_wait_timeout\n" + head +
             "stats: 12 xacts/s, 12 queries/s, in 1200 B/s, out 8000 B/s, xact 1200 us, query 800 us, wait 240000 us\n");
    ASSERT_EQ(records.system_events.size(), 2u) << own;
    EXPECT_EQ(records.system_events[0].kind, SystemEventKind::pooler_lost_server);
    EXPECT_EQ(records.system_events[0].count, 2u);
    EXPECT_EQ(records.system_events[0].cite.at.first_line, 1u);
    EXPECT_EQ(records.system_events[1].kind, SystemEventKind::pooler_gave_up);
    ASSERT_EQ(records.series.size(), 2u);
    EXPECT_EQ(records.series[1].points.at(0).value, 240000);
  }
}

}  // namespace
}  // namespace laststraw
