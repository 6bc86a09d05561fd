// Which incidents of a scan are asked for, whose they are, and that a scan finds what analyze() finds.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analyze/analyze.hpp"
#include "laststraw/words.hpp"
#include "report/report.hpp"
#include "scan/owners.hpp"
#include "scan/row_filter.hpp"
#include "scan/scan.hpp"
#include "support/samples.hpp"

namespace laststraw::scan {
namespace {

namespace fs = std::filesystem;

report::CaseIncident row() {
  report::CaseIncident one{"archive/db1", "folder", {}};
  one.incident.at = "2026-11-21T03:16:57.162Z";
  one.incident.host = "db1.example.com";
  one.incident.hypotheses.emplace_back().cause = "single_backend";
  report::Person victim;
  victim.comm = "postgres", victim.role = "backend", victim.user = "report", victim.application = "nightly";
  one.incident.victims.push_back(victim);
  return one;
}

RowFilter asked(const char* since, const char* until = nullptr) {
  RowFilter filter;
  filter.window.since = asked_time(since);
  if (until) filter.window.until = asked_time(until);
  return filter;
}

TEST(RowFilter, AsksOfOneKindThatAnyAndOfAllKindsThatEachMatches) {
  EXPECT_TRUE(RowFilter{}.wants(row()));
  for (const char* victim : {"postgres", "BACKEND", "rep*", "night?y"})
    EXPECT_TRUE((RowFilter{{}, {victim}, {}, {}}.wants(row()))) << victim;
  EXPECT_TRUE((RowFilter{{}, {"java", "postgres"}, {"db*"}, {"single_backend", "page_tables"}}.wants(row())));
  EXPECT_FALSE((RowFilter{{}, {"java"}, {"db*"}, {}}.wants(row())));
  EXPECT_FALSE((RowFilter{{}, {"port"}, {}, {}}.wants(row()))) << "whole names";
  EXPECT_FALSE((RowFilter{{}, {}, {}, {"page_tables"}}.wants(row())));
}

TEST(RowFilter, TakesTheCaseWhereNoLogNamesTheHost) {
  report::CaseIncident one = row();
  const RowFilter by_case{{}, {}, {"archive/*"}, {}};
  EXPECT_FALSE(by_case.wants(one));
  one.incident.host.clear();
  EXPECT_TRUE(by_case.wants(one));
}

TEST(RowFilter, KnowsTimesWithAndWithoutAZoneAndKeepsWhatHasNone) {
  report::CaseIncident one = row();
  EXPECT_TRUE(asked("2026-11-21T03:16").wants(one));
  EXPECT_FALSE(asked("2026-11-21T03:17").wants(one));
  EXPECT_FALSE(asked("2026-11-20", "2026-11-21").wants(one)) << "until its beginning";
  EXPECT_TRUE(asked("-2h").wants(one)) << "the newest is not known here";
  one.incident.at.pop_back();
  EXPECT_FALSE(asked("2026-11-21T03:17").wants(one)) << "zone unknown: as printed";
  for (const char* undated : {"boot+558.748s", ""}) {
    one.incident.at = undated;
    EXPECT_TRUE(asked("2026-11-21T03:17").wants(one)) << undated;
  }
}

TEST(Owners, AreThoseOfTheFirstPatternThatMatches) {
  const Owners owners("# whose is it?\n\ndb1.*\tdata platform # nights: call\r\n *.example.com   web\n", "owners");
  EXPECT_EQ(owners.of("DB1.example.com"), "data platform");
  EXPECT_EQ(owners.of("db2.example.com"), "web");
  EXPECT_EQ(owners.of("db2"), "");
  try {
    Owners("db* a\nalone\n", "owners");
    FAIL() << "a line without a team";
  } catch (const std::invalid_argument& mistake) {
    EXPECT_NE(std::string(mistake.what()).find("owners:2: no team behind 'alone'"), std::string::npos) << mistake.what();
  }
}

using Found = std::vector<std::string>;

std::string told(const std::string& outcome, const std::string& verdict, const std::string& cause, const std::string& at) {
  return outcome + " " + verdict + " " + cause + " " + at;
}

Found found_by_analyze(const fs::path& folder) {
  AnalyzeOptions options;
  options.paths = {folder.string()};
  const Report report = analyze(options);
  Found found;
  for (const report::Incident& one : report::compose(report).incidents)
    found.push_back(told(std::string(word(one.outcome)), std::string(word(one.verdict)), one.hypotheses.front().cause, one.at));
  return found;
}

/// Whole bundles and small pieces of them: a kill line, a pod's describe, a csvlog alone, a top, counters.
TEST(Scan, FindsWhatAnalyzeFindsInEachSampleOfPartialEvidence) {
  const fs::path root = test::scratch() / "partial";
  std::map<std::string, Found> expected;
  const auto take = [&](const fs::path& from) {
    const std::string name = "case-" + std::to_string(100 + expected.size());
    fs::create_directories(root / name);
    fs::copy(from, fs::is_directory(from) ? root / name : root / name / from.filename(), fs::copy_options::recursive);
    expected[name] = found_by_analyze(root / name);
  };
  for (const auto& entry : fs::directory_iterator(test::samples_dir() / "incidents"))
    if (entry.is_directory()) take(entry.path() / "bundle");
  for (const char* room : {"system_log", "kubernetes", "process_list", "unit", "cgroup", "postgres_log", "unwrap", "cloud_metrics"})
    for (const fs::path& file : test::samples_of(room))
      if (fs::file_size(file) < (std::size_t{128} << 10)) take(file);
  take(fs::path(LASTSTRAW_SOURCE_DIR) / "tests" / "composition" / "pcp");  // a binary history, compressed
  ScanOptions options;
  options.paths = {root.string()};
  std::map<std::string, Found> found;
  OnIncident on_incident;
  on_incident.put_out = [&](const std::string& line, const std::vector<std::string>&) {
    const auto json = nlohmann::json::parse(line);
    found[json.at("case")].push_back(told(json.at("outcome"), json.at("verdict"), json.at("hypotheses").at(0).at("cause"), json.at("at")));
  };
  const std::atomic<bool> stop{false};
  scan(
      options, on_incident, [](const std::string&, const std::string&) {}, [](const Progress&) {}, stop);
  std::size_t incidents = 0;
  for (const auto& [name, wanted] : expected) {
    incidents += wanted.size();
    EXPECT_EQ(found[name], wanted) << name << " " << *fs::directory_iterator(root / name);
  }
  EXPECT_GT(incidents, 50U) << "else this tests nothing";
}

/// /var/log/journal of many machines, copied by what leaves holes (zstd -d does); and a stream of journalctl -o export.
TEST(Scan, ReadsJournalsOfManyMachinesEachAsACase) {
  const fs::path root = test::scratch() / "journals/var/log/journal", framings = test::samples_dir() / "framings";
  const std::string machine = "0123456789abcdef0123456789abcde";
  for (const char* last : {"1", "2"}) {
    fs::create_directories(root / (machine + last));
    const std::string to = (root / (machine + last) / "system.journal").string();
    ASSERT_EQ(std::system(("zstd -dq --sparse '" + (framings / "system.journal.zst").string() + "' -o '" + to + "'").c_str()), 0);
  }
  fs::create_directories(root / "remote/db9");
  fs::copy(framings / "journalctl-export.txt", root / "remote/db9/remote-db9.export");
  ScanOptions options;
  options.paths = {(test::scratch() / "journals").string()};
  std::vector<std::string> cases;
  OnIncident on_incident;
  on_incident.put_out = [&](const std::string& line, const std::vector<std::string>&) {
    cases.push_back(nlohmann::json::parse(line).at("case"));
  };
  const std::atomic<bool> stop{false};
  scan(
      options, on_incident, [](const std::string&, const std::string&) {}, [](const Progress&) {}, stop);
  EXPECT_EQ(cases, (std::vector<std::string>{machine + "1", machine + "2", "remote/db9"}));
}

}  // namespace
}  // namespace laststraw::scan
