// Reports of this program that lie beside the logs are not read as logs.
#include <gtest/gtest.h>

#include "analyze/analyze.hpp"
#include "input/detect.hpp"
#include "support/samples.hpp"
#include "text/say.hpp"

namespace laststraw {
namespace {

std::vector<std::pair<std::string, std::string>> reports_in_all_forms(const Language& in) {
  AnalyzeOptions options;
  options.paths = {(test::samples_dir() / "incidents" / "too-many-sessions" / "bundle").string()};
  const Report answer = analyze(options);
  const report::Document document = report::compose(answer);
  const report::CaseIncident one{"db1", "folder", document.incidents.at(0)};
  const std::string line = report::write_line(one, in);
  FleetPage fleet(in);
  fleet.add(report::fleet_row(one, in));
  TextStyle quiet, verbose;
  quiet.quiet = true;
  verbose.verbose = true;
  return {{"report.json", report::write_json(document, in)},
          {"short.json", report::write_json(document, in, -1)},
          {"report.txt", report::write_text(document, {}, in)},
          {"short.txt", report::write_short(document, {}, in)},
          {"summary.txt", report::write_summary(document, report::SummaryForm::text, in)},
          {"summary.md", report::write_summary(document, report::SummaryForm::markdown, in)},
          {"verbose.txt", report::write_text(document, verbose, in)},
          {"quiet.txt", report::write_text(document, quiet, in)},
          {"report.md", report::write_markdown(document, in)},
          {"report.html", report::write_html(document, in)},
          {"fleet.html", fleet.render({})},
          {"fleet.ndjson", line + "\n"},
          {"shard.ndjson", "{\"shard\":{\"number\":1,\"of\":2}}\n" + line + "\n"},
          {"fleet.csv", report::csv_header() + report::csv_row(one, in)},
          {"fleet.txt", report::table_header() + report::table_row(one, {}, in)},
          {"state", "laststraw state 2\n5f3c done db1\n" + line + "\n"}};
}

class OwnReports : public testing::TestWithParam<std::string> {};

TEST_P(OwnReports, MakeNoIncident) {
  const Language in(GetParam());
  const input::Detector detector(rooms());
  for (const auto& [name, text] : reports_in_all_forms(in)) {
    const Report report = analyze(input::open_texts({{name, name, text, 0, {}, {}, {}}}, detector), {});
    EXPECT_TRUE(report.incidents.empty()) << name;
    ASSERT_EQ(report.records->sources.size(), 1u) << name;
    EXPECT_EQ(english()(report.records->sources[0].note), "a report of laststraw") << name << "\n" << text.substr(0, 300);
  }
}

/// As tests keep it, and as it is copied out of a page.
TEST_P(OwnReports, AFirstScreenByItselfIsOne) {
  for (const auto& [name, text] : reports_in_all_forms(Language(GetParam()))) {
    if (name != "report.html") continue;
    const std::size_t from = text.find("<article>");
    ASSERT_NE(from, std::string::npos);
    EXPECT_TRUE(input::is_own_report(std::string_view(text).substr(from)));
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, OwnReports, testing::Values("en", "zh_CN"), [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace laststraw
