// What the wrappers do to damage and to texts that are none of theirs; that each gives the right lines is framings_test's
// and pg_wrappings_test's matter.
#include "laststraw/parsers/unwrap.hpp"

#include "support/samples.hpp"

namespace laststraw {
namespace {

TEST(Unwrap, PlainTextIsNotWrapped) {
  EXPECT_FALSE(unwrap({SourceId{0}, "x", "Nov 21 03:02:21 h kernel: x\n"}));
  for (const char* room : {"system_log", "meminfo", "sysctl", "pg_settings", "sar", "process_list", "vmstat", "unit"})
    for (const auto& path : test::samples_of(room)) {
      if (path.filename() == "made-up-suse-wrapped-mail.log") continue;
      const std::string text = test::slurp(path);
      const auto unwrapped = unwrap({SourceId{0}, "x", text});
      EXPECT_FALSE(unwrapped) << path << " was taken for " << (unwrapped ? unwrapped->form : "");
    }
}

void expect_one_origin_a_line(const Wrapper& wrapper, const std::string& text) {
  const std::unique_ptr<char[]> copy(new char[text.size()]);
  std::memcpy(copy.get(), text.data(), text.size());
  const std::string_view bytes{copy.get(), text.size()};
  wrapper.recognises(bytes);
  const Unwrapped unwrapped = wrapper.unwrap({SourceId{0}, "x", bytes});
  EXPECT_EQ(static_cast<std::size_t>(std::count(unwrapped.text.begin(), unwrapped.text.end(), '\n')), unwrapped.origins.size())
      << wrapper.form;
}

std::string unwrapped(const std::string& text) {
  const auto found = unwrap({SourceId{0}, "x", text});
  return found ? std::string(found->text) : std::string("not wrapped");
}

TEST(Unwrap, NumbersOfLinesAreTakenOff) {
  EXPECT_EQ(unwrapped("12:2026-01-05 10:00:00.1 UTC [7] ERROR:  out of memory\n13:2026-01-05 10:00:00.1 UTC [7] DETAIL:  x\n"),
            "2026-01-05 10:00:00.1 UTC [7] ERROR:  out of memory\n2026-01-05 10:00:00.1 UTC [7] DETAIL:  x\n");
  EXPECT_EQ(unwrapped("     1\tJan  5 10:00:00 db kernel: a\n     2\tJan  5 10:00:01 db kernel: b\n"),
            "Jan  5 10:00:00 db kernel: a\nJan  5 10:00:01 db kernel: b\n");
}

TEST(Unwrap, TimesAndDatesAreNoNumbersOfLines) {
  for (const char* text : {"2026-11-21T03:20:51+00:00\n", "11:59:59 kernel: a\n12:00:00 kernel: b\n", "2025-12-31 a\n2026-01-01 b\n"})
    EXPECT_EQ(unwrapped(text), "not wrapped") << text;
}

/// At a hundred columns, as forms and trackers wrap.
TEST(Unwrap, AnExcerptOfAFewWrappedLines) {
  EXPECT_EQ(unwrapped("kernel: Out of memory: Killed process 22817 (postgres) total-vm:15318112kB, anon-rss:13322108kB,\n"
                      "file-rss:0kB, shmem-rss:38412kB\n"),
            "kernel: Out of memory: Killed process 22817 (postgres) total-vm:15318112kB, anon-rss:13322108kB, file-rss:0kB, "
            "shmem-rss:38412kB\n");
  EXPECT_EQ(unwrapped("2026-01-05 10:00:00.1 UTC [7] LOG:  could not fork new process for connection: Resource temporarily\n"
                      "unavailable\n"),
            "2026-01-05 10:00:00.1 UTC [7] LOG:  could not fork new process for connection: Resource temporarily unavailable\n");
}

TEST(Unwrap, WhatBeginsSomethingGoesOnWithNothing) {
  for (const char* text : {"2026-01-05 10:00:00.1 UTC [7] LOG:  server process (PID 9) was terminated by signal 9: Killed\n"
                           "DETAIL:  Failed process was running: SELECT 1\n",
                           "2026-01-05 10:00:00.1 UTC [7] LOG:  server process (PID 9) was terminated by signal 9: Killed\n"
                           "shared_buffers = 8GB\n",
                           "2026-01-05 10:00:00.1 UTC [7] LOG:  server process (PID 9) was terminated by signal 9: Killed\n"
                           "our watchdog: saw Killed process\n",
                           "2026-01-05 10:00:00.1 UTC [7] LOG:  server process (PID 9) was terminated by signal 9: Killed\n"
                           "              total        used        free      shared  buff/cache   available\n"})
    EXPECT_EQ(unwrapped(text), "not wrapped") << text;
}

TEST(Unwrap, SurvivesDamage) {
  std::mt19937 random(11);
  for (const char* name :
       {"journalctl-json.txt", "journalctl-json-pretty.txt", "journalctl-export.txt", "journalctl-verbose.txt", "dmesg.txt"}) {
    const std::string whole = test::slurp(test::samples_dir() / "framings" / name).substr(0, 6000);
    for (int i = 0; i < 40; ++i) {
      std::string damaged = i % 2 ? whole.substr(random() % whole.size()) : whole.substr(0, random() % whole.size());
      for (int n = 0; n < 6 && !damaged.empty(); ++n) damaged[random() % damaged.size()] = static_cast<char>(random());
      for (const Wrapper& wrapper : wrappers()) expect_one_origin_a_line(wrapper, damaged);
    }
  }
}

TEST(Unwrap, ArrowsOfPdfsMarkTheRestOfALine) {
  const auto unwrapped = unwrap(
      {SourceId{0}, "x",
       "[1.000001] Out of memory: Killed process 372 (postgres) total-vm:762380kB,\n  ↪ anon-rss:450516kB, file-rss:124kB\n[1.000002] x\n"});
  ASSERT_TRUE(unwrapped);
  EXPECT_EQ(unwrapped->text,
            "[1.000001] Out of memory: Killed process 372 (postgres) total-vm:762380kB, anon-rss:450516kB, file-rss:124kB\n[1.000002] x\n");
  EXPECT_EQ(unwrapped->origins.at(0).last_line, 2u);
  EXPECT_EQ(unwrapped->origins.at(1).first_line, 3u);
}

TEST(Unwrap, DamagedJournalFilesAreReported) {
  const Wrapper& journal = wrappers()[0];
  const Unwrapped unwrapped = journal.unwrap({SourceId{0}, "x", "LPKSHHRH and then nothing of the kind"});
  EXPECT_EQ(unwrapped.origins.size(), 0u);
  EXPECT_NE(english()(unwrapped.note).find("journalctl --file"), std::string::npos) << "says what to do";
}

TEST(Unwrap, ExportFieldsWithBinaryData) {
  const std::string text =
      "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795230141429000\n_TRANSPORT=kernel\nMESSAGE\n" + std::string("\x0b\0\0\0\0\0\0\0", 8) +
      "one\ntwo\n\xff\xfe\x01\n\n__CURSOR=s=2\n__REALTIME_TIMESTAMP=1795230141429001\n_TRANSPORT=kernel\nMESSAGE=three\n\n";
  const auto unwrapped = unwrap({SourceId{0}, "x", text});
  ASSERT_TRUE(unwrapped);
  EXPECT_EQ(unwrapped->text, "one\ntwo\n\xff\xfe\x01\nthree\n");
  EXPECT_EQ(unwrapped->origins.at(3).first_line, 9u);
}

TEST(Unwrap, JournalsKeepOnlyWhatSomeRoomReads) {
  const auto unwrapped = unwrap({SourceId{0}, "x",
                                 "{\"__REALTIME_TIMESTAMP\":\"1\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":\"Accepted\"}\n"
                                 "{\"__REALTIME_TIMESTAMP\":\"1\",\"SYSLOG_IDENTIFIER\":\"pg15\",\"MESSAGE\":\"LOG:  x\"}\n"
                                 "{\"__REALTIME_TIMESTAMP\":\"1\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[104,105]}\n"
                                 "{\"__REALTIME_TIMESTAMP\":\"1\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":null}\n"
                                 "{\"__REALTIME_TIMEST"});
  ASSERT_TRUE(unwrapped);
  EXPECT_EQ(unwrapped->text, "LOG:  x\nhi\n\n");
  EXPECT_EQ(unwrapped->left_out, 2u) << "sshd's entry and the cut one";
}

}  // namespace
}  // namespace laststraw
