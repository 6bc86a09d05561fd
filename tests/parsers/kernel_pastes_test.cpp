// Kernel reports as people have them: by grep, shortened by hand, without their first lines.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

Records read(std::string_view text) {
  Records records;
  EXPECT_TRUE(test::read_exact(read_kernel_log, text, records).coverage.adds_up());
  return records;
}

Records sample(const char* name) { return read(test::slurp(test::samples_dir() / "system_log" / name)); }

TEST(KernelPastes, ACandidateAloneIsAKill) {
  const Records records = sample("made-up-candidates-only.log");
  ASSERT_EQ(records.oom_reports.size(), 3u);
  const Kill& first = records.oom_reports[0].kills.at(0);
  EXPECT_EQ(first.pid, Pid(11873));
  EXPECT_EQ(first.comm, "postgres");
  EXPECT_TRUE(first.announced);
  EXPECT_EQ(first.candidate->score, 117);
  EXPECT_NE(first.candidate->cite.quote.find("score 117"), std::string::npos);
  EXPECT_FALSE(first.anon_rss);
  const OomReport& group = records.oom_reports[2];
  EXPECT_EQ(group.kills.at(0).candidate->score, 988);
  EXPECT_EQ(group.constraint, Constraint::memcg);
}

TEST(KernelPastes, TheCandidatesScoreAndGroupGoWithTheKill) {
  const Records records = read(
      "[1.000001] Memory cgroup out of memory: Kill process 21044 (IngestWorker-7) score 948 or sacrifice child\n"
      "[1.000002] Killed process 18830 (columns) total-vm:44120960kB, anon-rss:15402212kB, file-rss:0kB\n");
  ASSERT_EQ(records.oom_reports.size(), 1u);
  const Kill& kill = records.oom_reports[0].kills.at(0);
  EXPECT_EQ(kill.pid, Pid(18830));
  EXPECT_FALSE(kill.announced);
  EXPECT_TRUE(kill.memcg);
  EXPECT_EQ(kill.candidate->pid, Pid(21044));
  EXPECT_EQ(kill.candidate->score, 948);
}

TEST(KernelPastes, PointsOfOldKernelsAreNoScore) {
  const Records records =
      read("[1.000001] Out of memory: kill process 11 (postmaster) score 1200 or a child\n[1.000002] Killed process 12 (postmaster)\n");
  EXPECT_FALSE(records.oom_reports.at(0).kills.at(0).candidate->score);
}

TEST(KernelPastes, ALateKillLineConfirmsWhatWasAnnounced) {
  const Records records = read(
      "[1.000001] Memory cgroup out of memory: Kill process 11 (a) score 900 or sacrifice child\n"
      "[1.000002] Memory cgroup out of memory: Kill process 12 (b) score 901 or sacrifice child\n"
      "[1.000003] Killed process 12 (b) total-vm:8kB, anon-rss:4kB, file-rss:0kB\n"
      "[1.000004] Killed process 11 (a) total-vm:8kB, anon-rss:6kB, file-rss:0kB\n");
  ASSERT_EQ(records.oom_reports.size(), 2u);
  EXPECT_EQ(records.oom_reports[0].kills.size(), 1u);
  EXPECT_EQ(records.oom_reports[0].kills[0].anon_rss, kib(6));
  EXPECT_EQ(records.oom_reports[0].kills[0].candidate->score, 900);
  EXPECT_FALSE(records.oom_reports[0].kills[0].announced);
  EXPECT_EQ(records.oom_reports[1].kills.at(0).candidate->score, 901);
}

TEST(KernelPastes, HandShortenedLines) {
  const Records records = sample("made-up-excerpts.log");
  ASSERT_EQ(records.oom_reports.size(), 3u);
  const OomReport& group = records.oom_reports[0];
  EXPECT_EQ(group.constraint, Constraint::memcg);
  EXPECT_EQ(group.cgroup->limit, kib(3145728));
  EXPECT_EQ(group.kills.at(0).total_vm, mib(8192));
  EXPECT_EQ(group.kills.at(0).anon_rss, mib(3 * 1024));
  EXPECT_FALSE(group.kills.at(0).file_rss) << "masked";
  const OomReport& summary = records.oom_reports[1];
  EXPECT_EQ(summary.constraint, Constraint::none);
  EXPECT_EQ(summary.kills.at(0).pid, Pid(3154));
  EXPECT_EQ(summary.kills.at(0).comm, "postgres");
  EXPECT_TRUE(summary.kills.at(0).announced);
  const Kill& openvz = records.oom_reports[2].kills.at(0);
  EXPECT_EQ(openvz.pid, Pid(21091));
  EXPECT_EQ(openvz.comm, "mapper");
  EXPECT_EQ(openvz.rss, kib(3102376));
  EXPECT_EQ(openvz.swap, kib(503952));
  EXPECT_FALSE(openvz.anon_rss) << "what it counts holds shared pages, too";
  EXPECT_EQ(records.oom_reports[2].constraint, Constraint::memcg);
}

TEST(KernelPastes, InvokerAndReleaseWithoutTheHead) {
  const Records records = sample("made-up-headless.log");
  ASSERT_EQ(records.oom_reports.size(), 1u);
  const OomReport& report = records.oom_reports[0];
  ASSERT_TRUE(report.invocation);
  EXPECT_EQ(report.invocation->comm, "smbd");
  EXPECT_EQ(report.invocation->pid, Pid(3120));
  EXPECT_EQ(report.invocation->kernel_release, "6.1.64-lab");
  EXPECT_FALSE(report.invocation->order);
  EXPECT_FALSE(report.complete());
}

TEST(KernelPastes, AStackOfSomethingElseIsNoInvoker) {
  const Records records = read(
      "[1.000001] CPU: 5 PID: 3120 Comm: smbd Not tainted 6.1.64-lab #1\n[1.000002]  do_something+0x4a/0x213\n"
      "[1.000003] Out of memory: Killed process 28114 (photoindex) total-vm:8kB, anon-rss:4kB, file-rss:0kB\n");
  EXPECT_FALSE(records.oom_reports.at(0).invocation);
}

TEST(KernelPastes, ACommandsNameIsNeverLongerThanTheKernelKeeps) {
  const Records records = read(
      "quux 14 15:55:55 localhost.localdomain kernel: postgres invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n"
      "quux 14 15:55:56 localhost.localdomain kernel: Killed process 27541 (bash) total-vm:8kB, anon-rss:4kB, file-rss:0kB\n");
  ASSERT_EQ(records.oom_reports.size(), 1u);
  EXPECT_EQ(records.oom_reports[0].invocation->comm, "postgres") << "a month nobody knows";
  EXPECT_EQ(records.oom_reports[0].kills.at(0).pid, Pid(27541));
  EXPECT_EQ(read("percona # [   16.869199] mysqld invoked oom-killer: gfp_mask=0xd0, order=0\n").oom_reports.at(0).invocation->comm,
            "mysqld");
}

TEST(KernelPastes, TracedKillsNameBoth) {
  const Records records = read(
      "21:03:39 Triggered by PID 3297 (\"tmux: client\"), OOM kill of PID 22516 (\"postgres\"), 3850642 pages, loadavg: 0.99 0.39 0.30 3/282 22724\n"
      "21:04:02 Triggered by PID 3298 (\"postgres\"), OOM kill of PID 22520 (\"postgres\"), 3850642 pages, loadavg: 0.99 0.39 0.30 3/282 22724\n");
  ASSERT_EQ(records.oom_reports.size(), 2u);
  EXPECT_EQ(records.oom_reports[0].invocation->comm, "tmux: client");
  EXPECT_EQ(records.oom_reports[0].invocation->pid, Pid(3297));
  EXPECT_EQ(records.oom_reports[0].kills.at(0).pid, Pid(22516));
  EXPECT_EQ(records.oom_reports[0].kills.at(0).comm, "postgres");
}

TEST(KernelPastes, AllocationFailuresCarryOrderAndName) {
  const Records records = read(
      "Dec 20 17:14:57 server4 kernel:  postmaster: page allocation failure. order:0, mode:0xd0\n"
      "Dec 20 17:14:58 server4 kernel: postgres: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)\n"
      "Dec 20 17:14:59 server4 kernel: cgroup: fork rejected by pids controller in /docker/7c1b\n");
  ASSERT_EQ(records.system_events.size(), 3u);
  EXPECT_EQ(records.system_events[0].subject, "postmaster");
  EXPECT_EQ(records.system_events[0].order, 0);
  EXPECT_EQ(records.system_events[1].subject, "postgres");
  EXPECT_EQ(records.system_events[1].order, 4);
  EXPECT_EQ(records.system_events[2].kind, SystemEventKind::fork_rejected);
  EXPECT_EQ(records.system_events[2].subject, "/docker/7c1b");
}

TEST(KernelPastes, PostgresqlsLinesUnderAnotherProgramsName) {
  Records records;
  std::vector<PgEntry> entries;
  test::read_exact(
      read_kernel_log,
      "Mar 14 10:31:06 10.20.0.5 shop-db[3120]: 2026-03-14 10:31:06.220 UTC [118] ERROR:  could not resize shared memory segment \"/PostgreSQL.14\" to 189696 bytes: No space left on device\n"
      "Mar 14 10:31:06 10.20.0.5 shop-db[3120]: 2026-03-14 10:31:06.220 UTC [118] STATEMENT:  SELECT sum(bytes) FROM layer\n"
      "Mar 14 10:31:07 10.20.0.5 web[88]: PG::OutOfMemory: ERROR:  out of memory\n",
      records, "sample", [&](const PgEntry& entry) { entries.push_back(entry); });
  ASSERT_EQ(entries.size(), 2u);
  const PgEntry& first = entries[0].pid ? entries[0] : entries[1];
  const PgEntry& second = entries[0].pid ? entries[1] : entries[0];
  EXPECT_EQ(first.pid, Pid(118));
  EXPECT_EQ(first.statement, "SELECT sum(bytes) FROM layer");
  EXPECT_FALSE(second.pid) << "88 is the web server's";
  EXPECT_TRUE(second.stamp.civil);
}

/// Sixteen framings of each of four reports: the same report comes out.
TEST(KernelPastes, OneReportInManyFramings) {
  for (const char* name : {"made-up-4.11-nodemask.log", "global-6.12-dmesg.log", "memcg-v2-dmesg.log", "hugepages-6.1-dmesg.log"})
    for (const char* frame :
         {"[11686.888109] ", "[11686.888] ", "Apr 01 14:13:32 mysrv: ", "Apr 01 14:13:32 mysrv kernel: ",
          "Apr 01 14:13:32 mysrv <kern.warning> kernel: ", "kernel:", "kernel: ", "Apr 01 14:13:32 mysrv <kern.warning> kernel:",
          "Apr  1 14:13:32 mysrv kern.warn kernel: ", "15:11:36 kernel: ", "15:11:36 mysrv kernel: ", "апр 01 14:13:32 mysrv kernel: ",
          "[xxxx.xxxxxx] ", "    [11686.888109] ", "    [Sun Mar  9 19:40:12 2025] ", "dbnode # [   11.888109] "}) {
      const std::string report = test::slurp(test::samples_dir() / "system_log" / name), where = std::string(name) + " behind " + frame;
      std::string text;
      Lines lines(SourceId{0}, report);
      Line line;
      while (lines.next(line)) text += frame + std::string(parse_kernel_line(line).text) + "\n";
      const Records records = read(text), plain = read(report);
      ASSERT_EQ(records.oom_reports.size(), plain.oom_reports.size()) << where;
      for (std::size_t i = 0; i < plain.oom_reports.size(); ++i) {
        const OomReport &framed = records.oom_reports[i], &wanted = plain.oom_reports[i];
        EXPECT_EQ(framed.invocation.has_value(), wanted.invocation.has_value()) << where;
        EXPECT_EQ(framed.invocation ? framed.invocation->comm : "", wanted.invocation ? wanted.invocation->comm : "") << where;
        EXPECT_EQ(framed.tasks.size(), wanted.tasks.size()) << where;
        EXPECT_EQ(framed.zones.size(), wanted.zones.size()) << where;
        EXPECT_EQ(framed.counters.size(), wanted.counters.size()) << where;
        ASSERT_EQ(framed.kills.size(), wanted.kills.size()) << where;
        for (std::size_t k = 0; k < wanted.kills.size(); ++k) EXPECT_EQ(framed.kills[k].pid, wanted.kills[k].pid) << where;
        EXPECT_EQ(framed.constraint, wanted.constraint) << where;
      }
    }
}

}  // namespace
}  // namespace laststraw
