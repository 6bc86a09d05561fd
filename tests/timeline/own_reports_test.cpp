// Reports of this program that lie beside the logs are not read as logs.
#include <gtest/gtest.h>

#include "analyze.hpp"
#include "support/samples.hpp"
#include "text/say.hpp"

namespace laststraw {
namespace {

struct Speaking {
  explicit Speaking(std::string_view language) { speak(language); }
  ~Speaking() { speak("en"); }
};

std::vector<std::pair<std::string, std::string>> reports_in_all_forms() {
  AnalyzeOptions options;
  options.paths = {(test::samples_dir() / "incidents" / "too-many-sessions" / "bundle").string()};
  const Report report = analyze(options);
  const std::string json = to_json(report), line = to_json_lines(report, "db1", "folder").at(0);
  FleetPage fleet;
  fleet.add(line);
  TextStyle quiet, coloured;
  quiet.quiet = true;
  coloured.verbose = true;
  return {{"report.json", json},
          {"short.json", to_json(report, -1)},
          {"report.txt", render_text(json, {})},
          {"verbose.txt", render_text(json, coloured)},
          {"quiet.txt", render_text(json, quiet)},
          {"report.md", render_markdown(json)},
          {"report.html", render_html(json)},
          {"fleet.html", fleet.render()},
          {"fleet.ndjson", line + "\n"},
          {"fleet.csv", csv_header() + csv_row(line)},
          {"fleet.txt", table_header() + table_row(line, {})},
          {"state", "{\"laststraw_state\":1}\n{\"case\":\".\",\"fingerprint\":1,\"incidents\":1}\n" + line + "\n"}};
}

class OwnReports : public testing::TestWithParam<std::string> {};

TEST_P(OwnReports, MakeNoIncident) {
  const Speaking in(GetParam());
  const input::Detector detector(rooms());
  for (const auto& [name, text] : reports_in_all_forms()) {
    const Report report = analyze(input::open_texts({{name, name, text, 0, {}, {}, {}}}, detector), {});
    EXPECT_TRUE(report.incidents.empty()) << name;
    ASSERT_EQ(report.records->sources.size(), 1u) << name;
    EXPECT_EQ(report.records->sources[0].note, "a report of laststraw") << name << "\n" << text.substr(0, 300);
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, OwnReports, testing::Values("en", "zh_CN"), [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace laststraw
