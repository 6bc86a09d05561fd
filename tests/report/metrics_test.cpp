// The numbers of a fleet as OpenMetrics: the form of each line, what is counted, and how many labels there can be.
#include "report/metrics.hpp"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace laststraw::report {
namespace {

const std::string kHostile = "db\"1\n# EOF\nlaststraw_incidents{host=\"x\"} 99\\\xFF\x1b[2J";

/// What the specification's ABNF says of an exposition ("OpenMetrics 1.0", Text Format), as far as gauges need it, and its rules about metadata:
/// a family is in one piece, described before its samples, named after its unit; no two samples have the same labels; the end is the end.
std::string mistake_in(const std::string& text) {
  static const std::regex meta("# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
  static const std::regex sample(
      R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\[n"\\])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\[n"\\])*")*\})? -?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?)re");
  if (!text.ends_with("\n# EOF\n")) return "does not end with # EOF";
  std::istringstream lines(text.substr(0, text.size() - 6));
  std::set<std::string> families, seen, described;
  std::string family;
  bool sampled = false;
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, found, meta)) {
      if (found[2] != family && !families.insert(family = found[2]).second) return "a family in two pieces: " + line;
      if (described.insert(found[1].str() + " " + family).second == false || (sampled && seen.count(family) > 0))
        return "described twice: " + line;
      if (found[1] == "TYPE" && found[3] != "gauge") return "no gauge: " + line;
      if (found[1] == "UNIT" && !family.ends_with("_" + found[3].str())) return "not named after its unit: " + line;
      if (found[1] == "HELP" && found[3].str().find_first_of("\\\"") != std::string::npos) return "help to be escaped: " + line;
      sampled = false;
      continue;
    }
    if (!std::regex_match(line, found, sample)) return "no line of the format: " + line;
    if (found[1] != family || described.count("TYPE " + family) == 0) return "not of the family before it: " + line;
    if (!seen.insert(found[1].str() + found[2].str()).second) return "the same labels twice: " + line;
    sampled = true;
  }
  return {};
}

Tally tally(const std::string& host, std::uint64_t incidents, const char* cause = "page_tables") {
  Tally one;
  one.host = host, one.outcome = "kernel_oom", one.cause = cause, one.verdict = "last_straw", one.incidents = incidents;
  return one;
}

/// The values of a family's samples, by the text of their labels.
std::map<std::string, double> values(const std::string& text, const std::string& family) {
  std::map<std::string, double> all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(family + "{") || line.starts_with(family + " "))
      all[line.substr(family.size(), line.rfind(' ') - family.size())] = std::stod(line.substr(line.rfind(' ')));
  return all;
}

TEST(Metrics, FollowTheGrammarAlsoWithNothingInThem) {
  EXPECT_EQ(mistake_in(write_metrics({})), "");
  FleetSummary summary;
  summary.tallies = {tally("db1", 3), tally("db2", 1)};
  summary.tallies[0].down_s = 1e18, summary.tallies[0].sessions_lost = 7,
  summary.tallies[0].last = WallTime(std::chrono::seconds(1795230153));
  summary.stories.resize(2), summary.story_count = 2;
  summary.stories[0].id = "a1", summary.stories[1].id = "b2", summary.stories[0].last = "2026-11-21T03:02:21.554Z";
  summary.stories[0].by = summary.stories[1].by = "role";
  const std::string text = write_metrics(summary);
  EXPECT_EQ(mistake_in(text), "") << text;
  EXPECT_EQ(values(text, "laststraw_last_incident_timestamp_seconds").begin()->second, 1795230153) << text;
  EXPECT_NE(text.find("laststraw_story_last_timestamp_seconds{by=\"role\",story=\"a1\"} 1795230141.554\n"), std::string::npos) << text;
}

TEST(Metrics, TheGrammarOfThisTestRefusesWhatIsNone) {
  const std::string good = "# TYPE a gauge\na{b=\"c\"} 1\n";
  EXPECT_EQ(mistake_in(good + "# EOF\n"), "");
  for (const char* bad : {"a{b=\"c\"} 1\n", "a{b=\"d\\\"} 1\n", "a{b=\"d} 1\n", "a{b=\"d\",} 1\n", "x 1\n", "# TYPE a gauge\n", "\n",
                          "# note\n", "a 1 5\n", "# TYPE b_bytes gauge\n# UNIT b_bytes seconds\n", "# TYPE c counter\n", "# EOF\n"})
    EXPECT_NE(mistake_in(good + bad + "# EOF\n"), "") << bad;
}

TEST(Metrics, NamesFromTheInputEndNoLineAndNoValue) {
  FleetSummary summary;
  summary.tallies = {tally(kHostile, 1), tally(std::string(5000, 'x'), 1), tally("plain", 1)};
  summary.tallies[2].owner = kHostile;
  const std::string text = write_metrics(summary);
  EXPECT_EQ(mistake_in(text), "") << text;
  EXPECT_EQ(values(text, "laststraw_incidents").size(), 3u) << text;
  EXPECT_EQ(text.find(std::string(200, 'x')), std::string::npos) << "a label as long as the input likes";
}

TEST(Metrics, WhatIsNotKnownIsNotZero) {
  FleetSummary summary;
  summary.tallies = {tally("db1", 3)};
  const std::string text = write_metrics(summary);
  EXPECT_TRUE(values(text, "laststraw_outage_seconds").empty()) << text;
  EXPECT_TRUE(values(text, "laststraw_sessions_lost").empty()) << text;
  EXPECT_TRUE(values(text, "laststraw_last_incident_timestamp_seconds").empty()) << text;
}

TEST(Metrics, HostsWithoutATallyOfTheirOwnShareALabelThatNoHostCanTake) {
  FleetSummary summary;
  summary.tallies = {tally("db1", 2), tally("", 5), tally("", 1)};
  summary.tallies[1].of_others = true, summary.listed_hosts = 2, summary.other_hosts = 4;
  const std::string text = write_metrics(summary);
  auto counts = values(text, "laststraw_incidents");
  EXPECT_EQ(counts.size(), 3u) << text;
  EXPECT_NE(text.find("host=\"(other hosts)\",outcome=\"kernel_oom\",verdict=\"last_straw\"} 5\n"), std::string::npos) << text;
  EXPECT_EQ(values(text, "laststraw_hosts")["{listed=\"yes\"}"], 2);
  EXPECT_EQ(values(text, "laststraw_hosts")["{listed=\"no\"}"], 4);
}

}  // namespace
}  // namespace laststraw::report
