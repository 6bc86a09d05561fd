// samples/incidents/*/bundle: each's report must stay as it is. LASTSTRAW_ACCEPT=1 rewrites them; review the diff.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "analyze/analyze.hpp"
#include "report/template.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> incidents() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(test::samples_dir() / "incidents"))
    if (entry.is_directory()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

Report answer_of(const std::vector<std::string>& paths) {
  AnalyzeOptions options;
  options.paths = paths;
  return analyze(options);
}

std::string report_of(const std::vector<std::string>& paths) { return report::write_json(report::compose(answer_of(paths))); }

void expect_same(const fs::path& expected, const std::string& text) {
  if (std::getenv("LASTSTRAW_ACCEPT")) {
    std::ofstream(expected, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(test::slurp(expected), text) << expected << " (LASTSTRAW_ACCEPT=1 rewrites it)";
}

class Golden : public testing::TestWithParam<fs::path> {};

TEST_P(Golden, Report) {
  const Report answer = answer_of({(GetParam() / "bundle").string()});
  const report::Document document = report::compose(answer);
  expect_same(GetParam() / "expected.json", report::write_json(document) + "\n");
  expect_same(GetParam() / "expected.txt", report::write_text(document, {}));
  expect_same(GetParam() / "expected.short.txt", report::write_short(document, {}));
  expect_same(GetParam() / "expected.md", report::write_markdown(document));
  const std::string first_screen = test::slurp(std::filesystem::path(LASTSTRAW_SOURCE_DIR) / "src/report/web/first_screen.tpl");
  expect_same(GetParam() / "expected.html", report::expand_own("first_screen.tpl", first_screen, report::filling(document), english()));
}

TEST_P(Golden, DoesNotDependOnTheOrderOfItsInputs) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(GetParam() / "bundle")) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  const std::string forwards = report_of(paths);
  std::reverse(paths.begin(), paths.end());
  EXPECT_EQ(forwards, report_of(paths));
}

INSTANTIATE_TEST_SUITE_P(Incidents, Golden, testing::ValuesIn(incidents()), [](const auto& instance) {
  std::string name = instance.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace laststraw
