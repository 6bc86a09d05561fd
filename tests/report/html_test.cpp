// The page as text: what a browser need not be asked for. How it looks and works: src/report/web/tests.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analyze/analyze.hpp"
#include "report/template.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using Json = nlohmann::ordered_json;

std::string report() {
  AnalyzeOptions options;
  options.paths = {(test::samples_dir() / "incidents/two-large-sessions/bundle").string()};
  return to_json(analyze(options));
}

TEST(Html, LoadsNothingAndLetsNothingElseRun) {
  const std::string page = render_html(report());
  EXPECT_NE(page.find("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-"), std::string::npos);
  EXPECT_EQ(page.find("unsafe-inline"), std::string::npos);
  for (const char* loading : {" src=\"", "url(http", "@import", "<link", "<iframe", "style=\""}) EXPECT_EQ(page.find(loading), std::string::npos) << loading;
}

TEST(Html, ADayOfTenSecondSamplesIsSmallEnoughToMail) {
  Json json = Json::parse(report());
  Json& series = json["incidents"][0]["series"];
  ASSERT_GE(series.size(), 15U);
  for (std::size_t s = 0; s < series.size(); ++s) {
    Json points = Json::array();
    std::uint32_t noise = static_cast<std::uint32_t>(s) + 1;
    for (int i = 0; i < 8640; ++i) {
      noise = noise * 1664525 + 1013904223;              // memory does not stand still
      const auto stamp = [&](int second) {
        std::string text = "2026-11-21T00:00:00.000Z";
        const int parts[] = {second / 3600, second / 60 % 60, second % 60};
        for (std::size_t p = 0; p < 3; ++p) text[11 + 3 * p] = static_cast<char>('0' + parts[p] / 10), text[12 + 3 * p] = static_cast<char>('0' + parts[p] % 10);
        return text;
      };
      points.push_back({stamp(i * 10), static_cast<double>(4'000'000'000 + (noise >> 12) * 4096LL % 300'000'000)});
    }
    series[s]["points"] = std::move(points);
  }
  const std::string page = render_html(json.dump());
  EXPECT_LT(page.size(), 1'500'000U) << series.size() << " series";
}

TEST(Template, FillsValuesListsAndObjects) {
  const Json values = {{"name", "a<b"}, {"size", 1536}, {"list", {{{"x", 1}}, {{"x", 2}}}}, {"words", {"p", "q"}}, {"object", {{"inner", "i"}}}, {"nothing", nullptr}, {"zero", 0}};
  EXPECT_EQ(report::expand("t", "{{name}} {{size:x-bytes}} {{#list}}[{{x}}]{{/list}} {{#words}}{{item}}{{/words}} {{#object}}{{inner}}{{/object}}", values), "a<b 1.5 KiB [1][2] pq i");
  EXPECT_EQ(report::expand("t", "{{#nothing}}n{{/nothing}}{{#no_nothing}}none{{/no_nothing}} {{#no_zero}}0{{/no_zero}}{{#name}}!{{/name}}", values), "none 0!");
  EXPECT_EQ(report::expand("t", "{{%AUTOESCAPE context=\"HTML\"}}<p>{{name}}</p>", values), "<p>a&lt;b</p>");
  EXPECT_THROW(report::expand("t", "{{#open}}", values), std::invalid_argument);
}

}  // namespace
}  // namespace laststraw
