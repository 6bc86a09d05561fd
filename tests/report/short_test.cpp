// One screen, an overview of several, and what is forwarded.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "analyze/analyze.hpp"
#include "report/brief.hpp"
#include "report/format.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

namespace fs = std::filesystem;

Report answer_of(const std::vector<std::string>& bundles) {
  AnalyzeOptions options;
  for (const std::string& bundle : bundles) options.paths.push_back((test::samples_dir() / "incidents" / bundle / "bundle").string());
  return analyze(options);
}

std::vector<std::string> bundles() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(test::samples_dir() / "incidents"))
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  return names;
}

/// Rows in a window of so many columns.
std::size_t rows(const std::string& text, std::size_t width) {
  std::size_t count = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    count += std::max<std::size_t>(1, (report::display_width(rest.substr(0, end)) + width - 1) / width);
    rest.remove_prefix(end + 1);
  }
  return count;
}

TEST(Short, EachIncidentOfTheSamplesFitsOnAScreen) {
  for (const std::string& bundle : bundles()) {
    const Report answer = answer_of({bundle});
    const std::string screen = report::write_short(report::compose(answer), {});
    EXPECT_GE(rows(screen, 80), 15) << bundle << "\n" << screen;
    EXPECT_LE(rows(screen, 80), 40) << bundle << "\n" << screen;
    for (const char* said : {"impact", "confidence", "Do now", "--full", "Read: "})
      EXPECT_NE(screen.find(said), std::string::npos) << bundle << ": " << said << "\n" << screen;
  }
}

TEST(Short, IsAsciiWhereNothingElseIsTaken) {
  const Report answer = answer_of({"two-large-sessions"});
  TextStyle ascii;
  ascii.unicode = false;
  for (const std::string& text : {report::write_short(report::compose(answer), ascii), report::write_text(report::compose(answer), ascii)})
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) << text;
}

TEST(Short, NothingButACommandIsWiderThanTheWindow) {
  const Report answer = answer_of({"two-large-sessions"});
  TextStyle narrow;
  narrow.width = 60;
  const std::string screen = report::write_short(report::compose(answer), narrow);
  for (std::string_view rest = screen; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    EXPECT_TRUE(report::display_width(line) <= 60 || line.starts_with("     $ ")) << line;
    rest.remove_prefix(line.size() + 1);
  }
  EXPECT_NE(screen.find("265.9 MiB"), std::string::npos) << "a number that is cut is none";
}

TEST(Short, SeveralIncidentsBeginWithATable) {
  const Report answer = answer_of({"two-large-sessions", "too-many-sessions", "killed-by-hand"});
  const report::Document document = report::compose(answer);
  ASSERT_EQ(document.incidents.size(), 3);
  const std::string screen = report::write_short(document, {});
  EXPECT_TRUE(screen.starts_with("laststraw: 3 incidents")) << screen;
  const std::size_t first = screen.find("\n1  2026-11-21 03:02:33  limit hit "), last = screen.find("\n3  2026-11-21 03:22:45  signal 9 "),
                    said = screen.find("Incident 1: ");
  EXPECT_LT(first, last) << screen;
  EXPECT_LT(last, said) << screen;
  EXPECT_EQ(screen.find("Checks that fail"), screen.rfind("Checks that fail"));
}

TEST(Short, TheChecklistOfSeveralIncidentsOfOneMachineIsToldOnce) {
  Report answer = answer_of({"two-large-sessions"});
  answer.incidents.push_back(answer.incidents.front());
  answer.incidents.back().incident.id = 2;
  const std::string whole = report::write_text(report::compose(answer), {});
  EXPECT_NE(whole.find("Checks\n  as at incident 1\n"), std::string::npos) << whole;
  EXPECT_EQ(whole.find("fail  postmaster_oom_score_adj"), whole.rfind("fail  postmaster_oom_score_adj"));
}

TEST(Short, ManyInputsThatNobodyKnowsTakeALine) {
  Report answer = answer_of({"two-large-sessions"});
  auto records = std::make_shared<Records>(*answer.records);
  for (int i = 0; i < 3000; ++i) records->sources.push_back({"file" + std::to_string(i), {}, {}, Sentence("no known format"), {}, false});
  report::Document document = report::compose(answer);
  for (const Source& source : records->sources)
    if (source.format.empty()) document.inputs.push_back({source.path, {}, 0, 0, 0, 0, {}, {}, source.note});
  EXPECT_NE(report::write_short(document, {}).find("3000 inputs not recognised"), std::string::npos);
  EXPECT_LT(rows(report::write_text(document, {}), 80), 250);
}

TEST(Summary, FiveLinesAndAParagraph) {
  for (const std::string& bundle : bundles()) {
    const Report answer = answer_of({bundle});
    const std::string text = report::write_summary(report::compose(answer), report::SummaryForm::text);
    ASSERT_EQ(std::count(text.begin(), text.end(), '\n'), 7) << text;
    EXPECT_EQ(text.find("\n\n"), text.rfind("\n\n")) << text;
    EXPECT_NE(text.find("happen"), std::string::npos) << "whether it will happen again: " << text;
    const std::string markdown = report::write_summary(report::compose(answer), report::SummaryForm::markdown);
    EXPECT_TRUE(markdown.starts_with("- **laststraw:** ")) << markdown;
    EXPECT_EQ(markdown.find("\\("), std::string::npos) << markdown;
  }
}

TEST(Summary, WhatIsNotKnownIsNotSaidToBeNothing) {
  const Report answer = answer_of({"cut-kernel-log"});
  const std::string text = report::write_summary(report::compose(answer), report::SummaryForm::text);
  EXPECT_NE(text.find("Whether the database was unavailable is not known"), std::string::npos) << text;
  EXPECT_NE(text.find("the cause is undecided"), std::string::npos) << text;
}

}  // namespace
}  // namespace laststraw
