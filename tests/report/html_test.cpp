// The page as text: what a browser need not be asked for. How it looks and works: src/report/web/tests.
#include <gtest/gtest.h>

#include "analyze/analyze.hpp"
#include "report/template.hpp"
#include "report/words.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

Report answer_of_sample() {
  AnalyzeOptions options;
  options.paths = {(test::samples_dir() / "incidents/two-large-sessions/bundle").string()};
  return analyze(options);
}

TEST(Html, LoadsNothingAndLetsNothingElseRun) {
  const Report answer = answer_of_sample();
  const std::string page = report::write_html(report::compose(answer));
  EXPECT_NE(page.find("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-"), std::string::npos);
  EXPECT_EQ(page.find("unsafe-inline"), std::string::npos);
  for (const char* loading : {" src=\"", "url(http", "@import", "<link", "<iframe", "style=\""})
    EXPECT_EQ(page.find(loading), std::string::npos) << loading;
}

TEST(Html, ADayOfTenSecondSamplesIsSmallEnoughToMail) {
  const Report answer = answer_of_sample();
  report::Document document = report::compose(answer);
  std::vector<report::Series>& series = document.incidents[0].series;
  ASSERT_GE(series.size(), 15U);
  for (std::size_t s = 0; s < series.size(); ++s) {
    auto points = std::make_shared<std::vector<AlignedSeries::Point>>();
    std::uint32_t noise = static_cast<std::uint32_t>(s) + 1;
    for (int i = 0; i < 8640; ++i) {
      noise = noise * 1664525 + 1013904223;  // memory does not stand still
      points->push_back({WallTime{std::chrono::seconds{1'795'000'000 + i * 10}},
                         static_cast<double>(4'000'000'000 + (noise >> 12) * 4096LL % 300'000'000), 1});
    }
    series[s].points = *points;
    series[s].kept = points;
  }
  EXPECT_LT(report::write_html(document).size(), 1'500'000U) << series.size() << " series";
}

TEST(Html, TitleNamesHostAndVerdict) {
  const Report answer = answer_of_sample();
  report::Document document = report::compose(answer);
  document.incidents[0].host = "db</title>7";
  report::phrase(document.incidents[0]);
  const std::string page = report::write_html(document);
  EXPECT_NE(page.find("<title>db&lt;/title&gt;7: culprit: pid 27184 report@shop (adhoc), 2026-11-21 03:16:57.162 UTC"), std::string::npos);
}

/// Without scripts the page is what is copied from: a fragment is its lines, not one.
TEST(Html, FragmentsKeepTheirLinesWithoutScripts) {
  const Report answer = answer_of_sample();
  report::Document document = report::compose(answer);
  document.incidents[0].fragments = {{"systemd", "[Service]\nOOMScoreAdjust=-900\n"}};
  EXPECT_NE(report::write_html(document).find("<pre>[Service]\nOOMScoreAdjust=-900\n</pre>"), std::string::npos);
}

TEST(Template, FillsValuesListsAndObjects) {
  report::Incident incident;
  incident.summary = "a<b";
  incident.facts = {"p", "q"};
  incident.ledger.total_bytes = 1536;
  incident.victims.resize(2);
  incident.victims[0].comm = "x", incident.victims[1].comm = "y";
  incident.hypotheses.resize(1);
  incident.fragments = {{"f", "one\ntwo"}};
  const auto expand = [&](const char* text) {
    return report::expand(
        "t", text, [&](report::Filler& filler) { filler("incident", incident); }, english());
  };
  EXPECT_EQ(
      expand(
          "{{#incident}}{{summary}} {{#ledger}}{{total_bytes:x-bytes}}{{/ledger}} {{#victims}}[{{comm}}]{{/victims}} {{#facts}}{{item}}{{/facts}}{{/incident}}"),
      "a<b 1.5 KiB [x][y] pq");
  EXPECT_EQ(
      expand(
          "{{#incident}}{{#scope}}n{{/scope}}{{#no_scope}}none{{/no_scope}} {{#no_slack_s}}0{{/no_slack_s}}{{#summary}}!{{/summary}}{{#no_timeline}}-{{/no_timeline}}{{/incident}}"),
      "none 0!-");
  EXPECT_EQ(
      expand(
          "{{%AUTOESCAPE context=\"HTML\"}}{{#incident}}<p>{{summary}}</p><pre>{{#fragments}}{{file}}: {{text:pre_escape}}{{/fragments}}</pre>{{/incident}}"),
      "<p>a&lt;b</p><pre>f: one\ntwo</pre>");
  EXPECT_THROW(expand("{{#open}}"), std::invalid_argument);
}

}  // namespace
}  // namespace laststraw
