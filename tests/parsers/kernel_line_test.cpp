#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

KernelLine parse(std::string_view text) { return parse_kernel_line({text, {SourceId{0}, 1, 1}}); }

struct Case {
  const char *name, *line;
  Framing framing;
  const char *host, *program, *text;
  std::int64_t since_boot_us;  ///< -1: none
  bool civil;
};

constexpr Case kCases[] = {
    {"dmesg", "[  558.748185] postgres invoked oom-killer: gfp_mask=0xcc0", Framing::dmesg, "", "",
     "postgres invoked oom-killer: gfp_mask=0xcc0", 558748185, false},
    {"dmesg_caller", "[  276.668904][ T1234] Mem-Info:", Framing::dmesg, "", "", "Mem-Info:", 276668904, false},
    {"dmesg_keeps_inner_blanks", "[    1.000000]  active_file:7", Framing::dmesg, "", "", " active_file:7", 1000000, false},
    {"dmesg_ctime", "[Sat Nov 21 03:02:20 2026] Mem-Info:", Framing::dmesg_ctime, "", "", "Mem-Info:", -1, true},
    {"dmesg_ctime_padded_day", "[Thu Dec  7 00:05:14 2017] Mem-Info:", Framing::dmesg_ctime, "", "", "Mem-Info:", -1, true},
    {"dmesg_ctime_french", "[ven. nov. 28 07:26:44 2025] Mem-Info:", Framing::dmesg_ctime, "", "", "Mem-Info:", -1, true},
    {"dmesg_ctime_german_weekday", "[Di Aug 12 03:54:03 2025] Mem-Info:", Framing::dmesg_ctime, "", "", "Mem-Info:", -1, true},
    {"dmesg_ctime_japanese", "[金 11月 28 07:26:44 2025] Mem-Info:", Framing::dmesg_ctime, "", "", "Mem-Info:", -1, true},
    {"dmesg_three_digits", "[123456.791] Mem-Info:", Framing::dmesg, "", "", "Mem-Info:", 123456791000, false},
    {"dmesg_reltime", "[Nov20 10:21] Mem-Info:", Framing::dmesg_relative, "", "", "Mem-Info:", -1, false},
    {"iso_with_a_blank", "2026-11-21 03:02:21 db1 kernel: Mem-Info:", Framing::syslog_iso, "db1", "kernel", "Mem-Info:", -1, true},
    {"journal_full", "Sat 2026-11-21 03:02:21 UTC db1 kernel: Mem-Info:", Framing::journal_full, "db1", "kernel", "Mem-Info:", -1, true},
    {"dmesg_masked", "[xxxxxx.xxxxxx] Mem-Info:", Framing::dmesg, "", "", "Mem-Info:", -1, false},
    {"rfc3164_italian", "ott 14 15:55:55 localhost.localdomain kernel: x", Framing::syslog_bsd, "localhost.localdomain", "kernel", "x", -1,
     true},
    {"rfc3164_russian", "апр 28 01:23:30 PC kernel: x", Framing::syslog_bsd, "PC", "kernel", "x", -1, true},
    {"rfc3164_german", "Okt 14 15:55:55 db kernel: x", Framing::syslog_bsd, "db", "kernel", "x", -1, true},
    {"rfc3164_french", "févr. 14 15:55:55 db kernel: x", Framing::syslog_bsd, "db", "kernel", "x", -1, true},
    {"rfc3164_chinese", "10月 14 15:55:55 db kernel: x", Framing::syslog_bsd, "db", "kernel", "x", -1, true},
    {"rfc3164_no_month", "foo 14 15:55:55 db kernel: x", Framing::none, "", "", "foo 14 15:55:55 db kernel: x", -1, false},
    {"host_without_program", "Apr 01 14:13:32 mysrv: Mem-Info:", Framing::syslog_bsd, "mysrv", "", "Mem-Info:", -1, true},
    {"program_without_host", "Apr 01 14:13:32 earlyoom: x", Framing::syslog_bsd, "", "earlyoom", "x", -1, true},
    {"vendor_tag", "Apr 01 14:13:32 mysrv <kern.warning> kernel: Mem-Info:", Framing::syslog_bsd, "mysrv", "kernel", "Mem-Info:", -1, true},
    {"vendor_tag_and_no_blank", "Apr 01 14:13:32 mysrv <kern.warning> kernel:Mem-Info:", Framing::syslog_bsd, "mysrv", "kernel",
     "Mem-Info:", -1, true},
    {"busybox", "Apr  1 14:13:32 mysrv kern.warn kernel: [ 5915.384076] Mem-Info:", Framing::syslog_bsd, "mysrv", "kernel",
     "Mem-Info:", 5915384076, true},
    {"bare_kernel", "kernel:Mem-Info:", Framing::syslog_bsd, "", "kernel", "Mem-Info:", -1, false},
    {"bare_tag", "<kern.warning> kernel: Mem-Info:", Framing::syslog_bsd, "", "kernel", "Mem-Info:", -1, false},
    {"clock_only", "15:11:36 kernel: tar invoked oom-killer", Framing::syslog_bsd, "", "kernel", "tar invoked oom-killer", -1, false},
    {"clock_and_host", "15:11:36 db1 kernel: x", Framing::syslog_bsd, "db1", "kernel", "x", -1, false},
    {"clock_of_something_else", "15:11:36 db1 sshd[12]: x", Framing::none, "", "", "15:11:36 db1 sshd[12]: x", -1, false},
    {"dmesg_decode", "kern  :warn  : [ 5915.384076] Mem-Info:", Framing::dmesg_decode, "", "", "Mem-Info:", 5915384076, false},
    {"dmesg_raw", "<4>[  123.456000] Mem-Info:", Framing::dmesg, "", "", "Mem-Info:", 123456000, false},
    {"rsyslog_iso", "2026-11-21T03:02:21.554237+00:00 db-lab kernel: [  558.748185] Mem-Info:", Framing::syslog_iso, "db-lab", "kernel",
     "Mem-Info:", 558748185, true},
    {"short_iso", "2026-11-21T03:02:23+0000 db-lab systemd[1]: Started x.", Framing::syslog_iso, "db-lab", "systemd", "Started x.", -1,
     true},
    {"rfc3164", "Jun 20 12:47:02 new-db1 kernel: [15180285.537297] Mem-Info:", Framing::syslog_bsd, "new-db1", "kernel",
     "Mem-Info:", 15180285537297, true},
    {"rfc3164_without_uptime", "Feb  3 04:05:06 h kernel: Mem-Info:", Framing::syslog_bsd, "h", "kernel", "Mem-Info:", -1, true},
    {"short_precise", "Nov 20 10:21:03.123456 host kernel: x", Framing::syslog_bsd, "host", "kernel", "x", -1, true},
    {"continuation", "                active_file:7 inactive_file:203", Framing::none, "", "",
     "                active_file:7 inactive_file:203", -1, false},
    {"journal_separator", "-- Boot 8d3a7b2c --", Framing::none, "", "", "-- Boot 8d3a7b2c --", -1, false},
    {"task_row_is_no_stamp", "[  372]   101   372    53054", Framing::none, "", "", "[  372]   101   372    53054", -1, false},
    {"month_of_another_language", "[Sat Foo 21 03:02:20 2026] x", Framing::dmesg_ctime, "", "", "x", -1, false},
    {"month_without_a_year", "[Sat Foo 21 03:02:20] x", Framing::none, "", "", "[Sat Foo 21 03:02:20] x", -1, false},
    {"absurd_uptime", "[99999999999999999.000000] x", Framing::none, "", "", "[99999999999999999.000000] x", -1, false},
    {"high_bytes", "Feb  3 04:05:06 h kernel: \xC3\xA9\xFF", Framing::syslog_bsd, "h", "kernel", "\xC3\xA9\xFF", -1, true},
    {"empty", "", Framing::none, "", "", "", -1, false},
};

TEST(KernelLine, Table) {
  for (const Case& c : kCases) {
    const KernelLine line = parse(c.line);
    EXPECT_EQ(line.framing, c.framing) << c.name;
    EXPECT_EQ(line.host, c.host) << c.name;
    EXPECT_EQ(line.program, c.program) << c.name;
    EXPECT_EQ(line.text, c.text) << c.name;
    EXPECT_EQ(line.stamp.since_boot ? line.stamp.since_boot->count() : -1, c.since_boot_us) << c.name;
    EXPECT_EQ(line.stamp.civil.has_value(), c.civil) << c.name;
  }
}

TEST(KernelLine, StampsAreWhatIsPrinted) {
  const KernelLine iso = parse("2026-11-21T03:02:21.554237+01:00 h kernel: x");
  EXPECT_EQ(WallTime{*iso.stamp.civil - *iso.stamp.utc_offset},
            std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 2h + 2min + 21s + 554237us);
  EXPECT_EQ(iso.stamp.resolution, 1us);
  const KernelLine bsd = parse("Feb 29 12:00:00 h kernel: x");
  EXPECT_FALSE(bsd.stamp.has_year);
  EXPECT_TRUE(bsd.stamp.civil.has_value()) << "Feb 29 exists in some year";
  EXPECT_EQ(parse("Nov 21 03:02:21 h systemd[812]: x").program_pid, Pid(812));
  EXPECT_EQ(parse("kern  :err   : [    1.000000] x").priority, 3);
}

TEST(KernelLine, SurvivesAnyBytes) {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string text = kCases[random() % std::size(kCases)].line;
    for (int n = 0; n < 3 && !text.empty(); ++n) text[random() % text.size()] = static_cast<char>(random() % 256);
    const std::unique_ptr<char[]> copy(new char[text.size()]);
    std::memcpy(copy.get(), text.data(), text.size());
    const KernelLine line = parse({copy.get(), text.size()});
    EXPECT_LE(line.text.size(), text.size());
  }
}

TEST(KernelLine, EverySampleLineHasItsFraming) {
  for (const auto& path : test::samples_of("kernel_line")) {
    const std::string text = test::slurp(path);
    Lines lines(SourceId{0}, text);
    Line line;
    while (lines.next(line)) EXPECT_NE(parse_kernel_line(line).framing, Framing::none) << path << ":" << line.at.first_line;
  }
}

}  // namespace
}  // namespace laststraw
