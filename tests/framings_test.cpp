// One incident, every framing: whatever the lines stood in, the report that comes out is the same.
#include <functional>
#include <map>

#include "input/inputs.hpp"
#include "laststraw/parsers/readers.hpp"
#include "laststraw/records.hpp"
#include "support/samples.hpp"
#include "support/wrap.hpp"

namespace laststraw {
namespace {

using test::each_line;
using test::json_text;

namespace fs = std::filesystem;

/// What must not depend on the framing, as text, so that a difference shows itself.
std::string essence(const Records& records) {
  std::string text;
  for (const OomReport& report : records.oom_reports) {
    text += "constraint " + std::to_string(static_cast<int>(report.constraint)) + ", page " + std::to_string(report.page_size.count) + "\n";
    if (report.invocation)
      text += "invoker " + report.invocation->comm + " " + std::to_string(report.invocation->pid ? number(*report.invocation->pid) : 0) +
              " " + report.invocation->gfp + " " + report.invocation->kernel_release + "\n";
    for (const Counter& counter : report.counters) text += counter.name + "=" + std::to_string(counter.value.count) + "\n";
    for (const ZoneRow& zone : report.zones)
      text += zone.zone + " free " + std::to_string(zone.free.count) + " blocks " + std::to_string(zone.free_blocks.size()) + "\n";
    for (const TaskRow& row : report.tasks)
      text += std::to_string(number(row.pid)) + " " + row.comm + " " + std::to_string(row.rss.count) + " " +
              std::to_string(row.rss_anon.value_or(Bytes{}).count) + "\n";
    for (const Kill& kill : report.kills)
      text += "killed " + std::to_string(number(kill.pid)) + " " + kill.comm + " " + std::to_string(kill.anon_rss.value_or(Bytes{}).count) +
              "\n";
    for (const Defect defect : report.defects) text += "defect: " + std::to_string(static_cast<int>(defect)) + "\n";
  }
  return text;
}

struct Read {
  Records records;
  std::string format, wrapper;
  Coverage coverage;
};

Read read_input(const input::Input& input) {
  Read read;
  read.records.sources.push_back({input.shown, {}, {}, input.note, std::nullopt});
  EXPECT_NE(input.room, nullptr) << input.shown << ": " << english()(input.note);
  if (!input.room) return read;
  const Reading reading = input.room->read(input.text(SourceId{0}), read.records, test::let_go);
  EXPECT_TRUE(reading.coverage.adds_up()) << input.shown;
  read.format = reading.format;
  read.wrapper = input.forms();
  read.coverage = reading.coverage;
  return read;
}

Read read_file(const fs::path& path) {
  const input::Detector detector(rooms());
  const std::vector<input::Input> inputs = input::open_inputs({path.string()}, detector);
  // Without frames, lines of another program are told by their own form and taken apart (`journalctl -o cat`).
  const auto kernel =
      std::find_if(inputs.begin(), inputs.end(), [](const input::Input& one) { return one.room && one.room->name == "kernel_oom"; });
  EXPECT_TRUE(inputs.size() == 1 || kernel != inputs.end()) << path;
  return read_input(kernel == inputs.end() ? inputs.at(0) : *kernel);
}

/// The text as a file of its own, through the same door as any other.
Read read_text(const std::string& text) {
  const fs::path path = test::scratch() / "framing.log";
  std::ofstream(path, std::ios::binary) << text;
  Read read = read_file(path);
  fs::remove(path);
  return read;
}

fs::path sample_path(std::string_view name) { return test::samples_dir() / "framings" / name; }
std::string sample(std::string_view name) { return test::slurp(sample_path(name)); }

const std::string& wanted() {
  static const std::string text = essence(read_file(sample_path("dmesg.txt")).records);
  return text;
}

class RealTools : public testing::TestWithParam<fs::path> {};

TEST_P(RealTools, GiveTheSameReport) {
  const Read read = read_file(fs::path(GetParam()));
  EXPECT_EQ(essence(read.records), wanted()) << read.format << " in " << read.wrapper;
  EXPECT_EQ(read.coverage.unrecognised, 0u);
}

std::string name_of(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Framings, RealTools, testing::ValuesIn(test::samples_of("framings")), name_of);

TEST(Framings, TheReferenceIsTheWholeReport) {
  EXPECT_NE(wanted().find("killed 372 postgres 461328384"), std::string::npos) << wanted();
  EXPECT_NE(wanted().find("invoker python3 301"), std::string::npos);
  EXPECT_EQ(wanted().find("defect"), std::string::npos);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  return text;
}

std::string utf16(const std::string& text, bool little) {
  std::string wide = little ? "\xff\xfe" : "\xfe\xff";
  for (const char c : text) wide += little ? std::string{c, '\0'} : std::string{'\0', c};
  return wide;
}

struct Made {
  const char* name;
  const char* from;
  std::function<std::string(const std::string&)> wrap;
};

/// Forms whose tools are not here, written after their documentation (docs/reference/kernel.md 3.1 to 3.3).
std::vector<Made> made() {
  const auto lines = [](std::string (*wrap)(const std::string&)) {
    return [wrap](const std::string& text) { return each_line(text, wrap); };
  };
  return {
      {"docker json-file", "journalctl-short.txt", lines([](const std::string& l) {
         return R"({"log":")" + json_text(l) + R"(\n","stream":"stdout","time":"2026-11-21T03:02:21.1Z"})";
       })},
      {"docker json-file in pieces", "dmesg.txt", lines([](const std::string& l) {
         const std::string head = l.substr(0, l.size() / 2), tail = l.substr(l.size() / 2),
                           end = R"(","stream":"stdout","time":"2026-11-21T03:02:21.1Z"})";
         return R"({"log":")" + json_text(head) + end + "\n" + R"({"log":")" + json_text(tail) + R"(\n)" + end;
       })},
      {"CRI", "journalctl-short.txt", lines([](const std::string& l) { return "2026-11-21T03:02:21.123456789Z stdout F " + l; })},
      {"CRI partial", "dmesg.txt", lines([](const std::string& l) {
         return "2026-11-21T03:02:21.123456789Z stdout P " + l.substr(0, l.size() / 2) + "\n2026-11-21T03:02:21.123456789Z stdout F " +
                l.substr(l.size() / 2);
       })},
      {"docker json around CRI", "dmesg.txt", lines([](const std::string& l) {
         return R"({"log":"2026-11-21T03:02:21.1Z stderr F )" + json_text(l) + R"(\n","stream":"stderr","time":"2026-11-21T03:02:21.1Z"})";
       })},
      {"kubectl --prefix", "dmesg.txt", lines([](const std::string& l) { return "[pod/node-logs-1/reader] " + l; })},
      {"grep", "dmesg.txt", lines([](const std::string& l) { return "/var/log/kern.log.1:" + l; })},
      {"grep -n", "dmesg.txt", lines([](const std::string& l) { return "kern.log:120:" + l; })},
      {"kubectl --timestamps", "dmesg.txt", lines([](const std::string& l) { return "2026-11-21T03:02:21.123456789Z " + l; })},
      {"docker compose", "dmesg.txt", lines([](const std::string& l) { return "host-1  | " + l; })},
      {"mail quote", "dmesg-T.txt", lines([](const std::string& l) { return "> " + l; })},
      {"twice quoted", "dmesg.txt", lines([](const std::string& l) { return ">> " + l; })},
      {"HTML", "dmesg.txt",
       [](const std::string& text) {
         return "<html><body><pre>\n" + replaced(replaced(replaced(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;") +
                "</pre></body></html>\n";
       }},
      {"HTML with breaks", "journalctl-short.txt",
       [](const std::string& text) {
         return "<p>" + replaced(replaced(replaced(text, "<", "&lt;"), ">", "&gt;"), "\n", "<br>\n") + "</p>\n";
       }},
      {"collapsed blanks", "dmesg.txt",
       [](std::string text) {
         while (text.find("  ") != std::string::npos) text = replaced(text, "  ", " ");
         return text;
       }},
      {"CRLF", "dmesg.txt", [](const std::string& text) { return replaced(text, "\n", "\r\n"); }},
      {"byte order mark", "dmesg.txt", [](const std::string& text) { return "\xef\xbb\xbf" + text; }},
      {"UTF-16 little", "dmesg.txt", [](const std::string& text) { return utf16(text, true); }},
      {"UTF-16 big", "dmesg-T.txt", [](const std::string& text) { return utf16(text, false); }},
      {"colours", "dmesg.txt",
       lines([](const std::string& l) { return "\x1b[32m" + l.substr(0, 14) + "\x1b[0m" + l.substr(14) + "\x1b[0m"; })},
      {"RFC 5424", "dmesg-t.txt", lines([](const std::string& l) { return "<4>1 2026-11-21T03:02:21.123Z db-lab kernel - - - " + l; })},
      {"RFC 5424 with structured data", "dmesg.txt",
       lines([](const std::string& l) { return "<4>1 2026-11-21T03:02:21.123Z db-lab kernel - - [meta seq=\"1\"] " + l; })},
      {"kmsg", "dmesg.txt", lines([](const std::string& l) { return "4,1804,558748185,-;" + l.substr(15); })},
      {"dmesg --json", "dmesg-t.txt",
       [](const std::string& text) {
         std::string json = "{\n   \"dmesg\": [\n";
         json += each_line(text, [](const std::string& l) {
           return "      {\n         \"pri\": 4,\n         \"time\":   558.748185,\n         \"msg\": \"" + json_text(l) + "\"\n      },";
         });
         return json + "   ]\n}\n";
       }},
      {"printk caller", "dmesg.txt", lines([](const std::string& l) { return l.substr(0, 14) + "[  T301]" + l.substr(14); })},
      {"host cut out", "dmesg-t.txt", lines([](const std::string& l) { return "Nov 21 03:02:21 kernel: " + l; })},
      {"rsyslog with the kernel's stamp", "dmesg.txt",
       lines([](const std::string& l) { return "2026-11-21T03:02:21.554237+00:00 db-lab kernel: " + l; })},
      {"lines of others in between", "journalctl-short.txt",
       lines([](const std::string& l) { return l + "\nNov 21 03:02:21 db-lab sshd[12]: Accepted publickey for root"; })},
      {"tail of several files", "dmesg.txt", [](const std::string& text) { return "==> /var/log/dmesg <==\n" + text + "\n"; }},
      {"supportconfig", "dmesg.txt",
       [](const std::string& text) { return "#==[ Command ]======================================#\n# /bin/dmesg\n" + text + "\n"; }},
  };
}

TEST(Framings, MadeFormsGiveTheSameReport) {
  for (const Made& form : made()) EXPECT_EQ(essence(read_text(form.wrap(sample(form.from))).records), wanted()) << form.name;
}

/// Mem-Info is one printk with newlines in it: rsyslog writes them as #012, /dev/kmsg as \x0a.
TEST(Framings, NewlinesInsideOneMessage) {
  const std::string text = sample("dmesg-t.txt");
  const std::size_t from = text.find("active_anon:"), to = text.find("\nNode 0 active_anon");
  ASSERT_NE(from, std::string::npos);
  const auto joined = [&](const std::string& newline) {
    return text.substr(0, from) + replaced(text.substr(from, to - from), "\n", newline) + text.substr(to);
  };
  const std::string rsyslog =
      each_line(joined("#012"), [](const std::string& l) { return "Nov 21 03:02:21 db-lab kernel: [  558.748185] " + l; });
  EXPECT_EQ(essence(read_text(rsyslog).records), wanted());
  const std::string kmsg =
      each_line(joined("\\x0a"), [](const std::string& l) { return "4,1804,558748185,-;" + l + "\n SUBSYSTEM=memory"; });
  EXPECT_EQ(essence(read_text(kmsg).records), wanted());
}

TEST(Framings, CitationsPointIntoTheWrappedFile) {
  const Read read = read_file(sample_path("journalctl-json.txt"));
  const Kill& kill = read.records.oom_reports.at(0).kills.at(0);
  std::istringstream lines(sample("journalctl-json.txt"));
  std::string line;
  for (std::uint32_t n = 0; n < kill.cite.at.first_line; ++n) std::getline(lines, line);
  EXPECT_NE(line.find("Out of memory: Killed process 372 (postgres)"), std::string::npos);
  EXPECT_EQ(kill.stamp.since_boot.has_value(), true) << "_SOURCE_MONOTONIC_TIMESTAMP is the kernel's own clock";
  EXPECT_EQ(kill.stamp.utc_offset, std::chrono::minutes{0});
}

TEST(Framings, PostgresLinesOfASystemLogAreReadAsItsLog) {
  for (const char* name : {"journalctl-json.txt", "journalctl-export.txt", "journalctl-verbose.txt", "journalctl-short.txt",
                           "journalctl-with-unit.txt", "system.journal.zst"}) {
    const input::Detector detector(rooms());
    std::vector<input::Input> inputs = input::open_inputs({sample_path(name).string()}, detector);
    Records records;
    std::vector<PgEntry> entries;
    records.sources.resize(1);
    inputs.at(0).room->read(inputs.at(0).text(SourceId{0}), records, [&](PgEntry entry) { entries.push_back(std::move(entry)); });
    ASSERT_GT(entries.size(), 3u) << name;
    EXPECT_EQ(entries.at(0).message.substr(0, 25), "starting PostgreSQL 12.22") << name;
    EXPECT_EQ(entries.at(0).pid, Pid(330)) << name;
  }
}

}  // namespace
}  // namespace laststraw
