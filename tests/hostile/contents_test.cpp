// Text that is not what a log holds.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "hostile/hostile.hpp"

namespace laststraw::test {
namespace {

namespace fs = std::filesystem;

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) text.replace(at, what.size(), by);
}

/// The sample's report with the lines in between as `middle` makes them.
fs::path log_with(const char* name, const std::string& middle) {
  fs::path path = fresh(name) / "kern.log";
  put(path, middle + sample_log() + middle);
  return path;
}

TEST(HostileContents, LinesOf100MB) {
  const std::size_t size = full_size() ? 100'000'000 : 5'000'000;
  EXPECT_TRUE(says_culprit(run({"analyze", log_with("long-line", "[    1.000000] " + std::string(size, 'x') + "\n").string()})));
  // The same in place of the statement, and without an end.
  const fs::path folder = fresh("long-csv");
  put(folder / "postgresql.csv",
      "2026-11-21 03:00:00.000 UTC,\"app\",\"shop\",7,\"[local]\",1.1,1,\"idle\",2026-11-21 03:00:00 UTC,1/1,0,LOG,00000,\"statement: select '" +
          std::string(size, 'y'));
  put(folder / "kern.log", sample_log());
  const Ran ran = run({"analyze", "--json", (folder / "out.json").string(), folder.string()});
  EXPECT_TRUE(says_culprit(ran)) << ran.out << ran.err;
  EXPECT_LT(fs::file_size(folder / "out.json"), 2'000'000U) << "what is quoted is cut";
}

TEST(HostileContents, ATaskTableOf4MillionRows) {
  const int rows = full_size() ? 4'000'000 : 40'000;
  const std::string log = sample_log(), header = "[  pid  ]";
  const std::size_t at = log.find('\n', log.find(header)) + 1;
  ASSERT_NE(log.find(header), std::string::npos);
  std::string table;
  for (int i = 0; i < rows; ++i) {
    const std::string pid = std::to_string(1000 + i);
    table += "[  558.755711] [" + std::string(pid.size() < 7 ? 7 - pid.size() : 0, ' ') + pid + "]   101 " + pid +
             "    53192      813      358        8       447   135168        0             0 postgres\n";
  }
  const fs::path path = fresh("table") / "kern.log";
  put(path, log.substr(0, at) + table + log.substr(at));
  const Ran ran = run({"analyze", "--full", path.string()});
  EXPECT_TRUE(ran.status == 0 || ran.status == 3) << ran.status << ran.err;
  EXPECT_NE(ran.out.find(", 0 unrecognised"), std::string::npos) << ran.out.substr(ran.out.size() - 300);
  // Nobody reads so many rows in a report, and a report of them would take many times their memory.
  const nlohmann::json incident = nlohmann::json::parse(run({"analyze", "--json", "-", path.string()}).out)["incidents"][0];
  EXPECT_EQ(incident["processes"].size(), 5000U);
  EXPECT_GT(incident["processes_left_out"].get<int>(), rows - 5000);
  EXPECT_EQ(std::count_if(incident["processes"].begin(), incident["processes"].end(),
                          [](const auto& process) { return process["victim"].template get<bool>(); }),
            1);
}

TEST(HostileContents, AMillionReports) {
  const int reports = full_size() ? 1'000'000 : 25'000;
  std::string log;
  for (int i = 0; i < reports; ++i) {
    const std::string stamp = "[" + std::to_string(1000 + i) + ".000000] ", pid = std::to_string(100 + i % 30000);
    log += stamp + "postgres invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0\n" + stamp +
           "Out of memory: Killed process " + pid +
           " (postgres) total-vm:1000kB, anon-rss:500kB, file-rss:0kB, shmem-rss:0kB, UID:101 pgtables:40kB oom_score_adj:0\n" + stamp +
           "oom_reaper: reaped process 99999999 (x), now anon-rss:0kB\n";
  }
  const fs::path path = fresh("reports") / "kern.log";
  put(path, log);
  const Ran ran = run({"analyze", "--width", "1000", path.string()});
  EXPECT_TRUE(ran.status == 0 || ran.status == 3) << ran.status << ran.err;
  EXPECT_NE(ran.out.find(std::to_string(reports - 20'000)), std::string::npos) << ran.out.substr(ran.out.size() - 600);
  EXPECT_NE(ran.out.find("beyond the limit of 20000 were left out"), std::string::npos);
}

TEST(HostileContents, TwoReportsLineByLineInEachOther) {
  const std::string log = sample_log();
  std::string mixed;
  for (std::size_t from = 0; from < log.size();) {
    const std::size_t end = std::min(log.find('\n', from), log.size() - 1) + 1;
    mixed += log.substr(from, end - from) + log.substr(from, end - from);
    from = end;
  }
  const fs::path path = fresh("mixed") / "kern.log";
  put(path, mixed);
  const Ran ran = run({"analyze", path.string()});
  EXPECT_TRUE(ran.status == 0 || ran.status == 3) << ran.err;
}

TEST(HostileContents, NulBytesAndInvalidUtf8) {
  std::string junk;
  for (int i = 0; i < 256; ++i) junk += std::string(1, static_cast<char>(i)) + "\xff\xfe\xc3\x28\xed\xa0\x80";
  junk += std::string(100, '\0') + "\n";
  const Ran ran = run({"analyze", "--json", "-", log_with("junk", "[    1.000000] " + junk).string()});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_NO_THROW({ EXPECT_EQ(nlohmann::json::parse(ran.out)["incidents"].size(), 1U); });
}

/// The sample bundle with an application name that tries everything.
fs::path bundle_with(const std::string& name, const char* folder_name) {
  const fs::path to = fresh(folder_name) / "=1+1";
  fs::create_directories(to.parent_path());
  fs::copy(samples_dir() / "incidents/two-large-sessions/bundle", to, fs::copy_options::recursive);
  for (const auto& entry : fs::recursive_directory_iterator(to)) {
    if (!entry.is_regular_file()) continue;
    std::string text = slurp(entry.path());
    // As PostgreSQL's jsonlog would have it.
    const std::string escaped = nlohmann::json(name).dump();
    for (const char* application : {"billing_batch", "adhoc"}) replace_all(text, application, escaped.substr(1, escaped.size() - 2));
    put(entry.path(), text);
  }
  return to.parent_path();
}

constexpr const char* kEscape =
    "\x1b]0;owned\x07\x1b[2J\xc2\x9b"
    "31m";

TEST(HostileContents, TerminalEscapesNeverReachTheTerminal) {
  const fs::path folder = bundle_with(kEscape, "escapes");
  for (const std::vector<std::string>& command : {std::vector<std::string>{"analyze", "-v"},
                                                  {"analyze", "-q"},
                                                  {"analyze", "--md", "-"},
                                                  {"scan"},
                                                  {"scan", "--csv", "-"},
                                                  {"analyze", "--lang", "zh_CN"}}) {
    std::vector<std::string> arguments = command;
    arguments.push_back(folder.string());
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.status, 0) << ran.err;
    for (const char* raw : {"\x1b", "\x07", "\xc2\x9b"})
      EXPECT_EQ((ran.out + ran.err).find(raw), std::string::npos) << command.front() << command.back();
    EXPECT_NE(ran.out.find("owned"), std::string::npos) << command.front() << " " << command.back() << ": shown, not run\n" << ran.out;
  }
}

TEST(HostileContents, MarkupInAnApplicationNameStaysText) {
  const fs::path folder = bundle_with("</script><img src=x onerror=alert(1)>[a](javascript:b)|`x`", "markup");
  const Ran html = run({"analyze", "--html", "-", folder.string()});
  EXPECT_EQ(html.status, 0) << html.err;
  EXPECT_EQ(html.out.find("<img src=x"), std::string::npos);
  EXPECT_NE(html.out.find("img src=x onerror=alert(1)"), std::string::npos) << "shown, escaped";
  const Ran markdown = run({"analyze", "--md", "-", folder.string()});
  EXPECT_NE(markdown.out.find("\\[a\\](javascript"), std::string::npos);
  EXPECT_NE(markdown.out.find("&lt;img"), std::string::npos);
  const fs::path page = fresh("page") / "fleet.html";
  EXPECT_EQ(run({"scan", "--html", page.string(), folder.string()}).status, 0);
  EXPECT_EQ(slurp(page).find("<img src=x"), std::string::npos);
}

TEST(HostileContents, ACellOfCsvIsNoFormula) {
  const Ran ran = run({"scan", "--csv", "-", bundle_with("=cmd|' /C calc'!A0", "formula").string()});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_NE(ran.out.find("\n'=1+1,"), std::string::npos) << ran.out.substr(0, 400);
}

}  // namespace
}  // namespace laststraw::test
