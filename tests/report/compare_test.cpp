// Two incidents side by side: what is alike, what changed, and nothing that the inputs do not tell.
#include "report/compare.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analyze/analyze.hpp"
#include "report/redact.hpp"
#include "support/samples.hpp"
#include "text/say.hpp"

namespace laststraw::report {
namespace {

struct Read {
  laststraw::Report report;
  Document document;
  Compared side() const { return {"bundle", &document, document.incidents.empty() ? nullptr : &document.incidents.front()}; }
};

Read read_sample(const char* name) {
  AnalyzeOptions options;
  options.paths = {(test::samples_dir() / "incidents" / name / "bundle").string()};
  Read read;
  read.report = analyze(options);
  read.document = compose(read.report);
  return read;
}

const Difference* row(const SideBySide& both, std::string_view group, std::string_view name) {
  for (const Differences& one : both.groups)
    for (const Difference& difference : one.rows)
      if (one.name == group && difference.name == name) return &difference;
  return nullptr;
}

TEST(Compare, WithItselfIsTheSameAgain) {
  const Read a = read_sample("two-large-sessions");
  const SideBySide both = compare(a.side(), a.side());
  EXPECT_TRUE(both.groups.empty()) << write_comparison(both, {});
  EXPECT_NE(both.sameness, Sameness::another_cause);
  EXPECT_NE(both.sameness, Sameness::undecided);
  EXPECT_GT(both.equal, 5u);
}

TEST(Compare, OfTwoCausesBothAreNamed) {
  const Read a = read_sample("two-large-sessions"), b = read_sample("greedy-neighbour");
  const SideBySide both = compare(a.side(), b.side());
  EXPECT_EQ(both.sameness, Sameness::another_cause);
  ASSERT_NE(row(both, "incident", "cause"), nullptr);
  const std::string text = write_comparison(both, {});
  EXPECT_TRUE(text.starts_with("laststraw: Two causes: ")) << text;
  EXPECT_NE(text.find("\u2192"), std::string::npos);
}

TEST(Compare, SettingsThatChanged) {
  Read a = read_sample("two-large-sessions"), b = read_sample("two-large-sessions");
  a.document.configuration = {{"postgresql", "work_mem", Text(mib(4)), {}}, {"postgresql", "jit", Text("on"), {}}};
  b.document.configuration = {{"postgresql", "work_mem", Text(mib(512)), {}},
                              {"postgresql", "jit", Text("on"), {}},
                              {"postgresql", "max_connections", Text("500"), {}}};
  const SideBySide both = compare(a.side(), b.side());
  const Difference* const changed = row(both, "settings", "work_mem");
  ASSERT_NE(changed, nullptr);
  EXPECT_EQ(english()(changed->a), "4.0 MiB");
  EXPECT_EQ(english()(changed->b), "512.0 MiB");
  EXPECT_EQ(row(both, "settings", "jit"), nullptr);
  ASSERT_NE(row(both, "settings", "max_connections"), nullptr);
  EXPECT_EQ(english()(row(both, "settings", "max_connections")->a), "not set");
}

TEST(Compare, SettingsOfOneSideOnlyAreNoChange) {
  Read a = read_sample("two-large-sessions"), b = read_sample("two-large-sessions");
  a.document.configuration.clear();
  b.document.configuration = {{"postgresql", "work_mem", Text(mib(512)), {}}};
  const SideBySide both = compare(a.side(), b.side());
  EXPECT_EQ(row(both, "settings", "work_mem"), nullptr);
  ASSERT_EQ(both.notes.size(), 1u);
}

TEST(Compare, AHealthyBundleBeforeTheFirstIncident) {
  Read a = read_sample("two-large-sessions");
  const Read b = read_sample("two-large-sessions");
  a.document.incidents.clear();
  a.document.configuration = {{"postgresql", "work_mem", Text(mib(1)), {}}};
  SideBySide both = compare(a.side(), b.side());
  EXPECT_EQ(both.sameness, Sameness::first_incident);
  both = compare(b.side(), a.side());
  EXPECT_EQ(both.sameness, Sameness::gone);
  both = compare(a.side(), a.side());
  EXPECT_EQ(both.sameness, Sameness::none);
}

TEST(Compare, ASavedReportIsAsGoodAsItsBundle) {
  const Read a = read_sample("too-many-sessions"), b = read_sample("two-large-sessions");
  const Document saved_a = read_document(write_json(a.document)), saved_b = read_document(write_json(b.document));
  const SideBySide live = compare(a.side(), b.side());
  const SideBySide saved = compare({"bundle", &saved_a, &saved_a.incidents.front()}, {"bundle", &saved_b, &saved_b.incidents.front()});
  EXPECT_EQ(write_comparison(live, {}), write_comparison(saved, {}));
  EXPECT_EQ(write_comparison_json(live), write_comparison_json(saved));
  EXPECT_THROW(read_document("{}"), std::invalid_argument);
  EXPECT_THROW(read_document("no json"), std::invalid_argument);
  const CaseIncident row{"db1", "folder", a.document.incidents.front()};
  EXPECT_THROW(read_document(write_line(row)), std::invalid_argument) << "a row of a scan is no report without incidents";
  EXPECT_THROW(read_document(write_comparison_json(live)), std::invalid_argument) << "nor is a comparison";
}

TEST(Compare, JsonMarkdownAndPageSayTheSame) {
  Read a = read_sample("two-large-sessions");
  const Read b = read_sample("greedy-neighbour");
  a.document.configuration.push_back({"kernel", "vm.<b>|x", Text("<script>alert(1)</script>"), {}});
  const SideBySide both = compare(a.side(), b.side());
  const auto json = nlohmann::json::parse(write_comparison_json(both));
  EXPECT_EQ(json.at("sameness"), "another_cause");
  EXPECT_EQ(json.at("groups").size(), both.groups.size());
  const std::string page = write_comparison_html(both);
  EXPECT_EQ(page.find("<script>"), std::string::npos);
  for (const Differences& group : both.groups)
    for (const Difference& one : group.rows) {
      const std::string what = english()(one.what);
      EXPECT_NE(page.find(what.substr(0, what.find_first_of("<&"))), std::string::npos) << what;
    }
  EXPECT_EQ(write_comparison_markdown(both).find("<script>"), std::string::npos);
}

TEST(Compare, RedactedNamesAreTheSameOnBothSides) {
  const Read a = read_sample("two-large-sessions");
  Redactor redactor;
  const auto hosts = hosts_of(*a.report.records);
  Read one = read_sample("two-large-sessions"), two = read_sample("two-large-sessions");
  one.document = redactor.document(std::move(one.document), hosts);
  two.document = redactor.document(std::move(two.document), hosts);
  EXPECT_TRUE(compare(one.side(), two.side()).groups.empty());
}

}  // namespace
}  // namespace laststraw::report
