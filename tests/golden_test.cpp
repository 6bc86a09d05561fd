// samples/incidents/*: each bundle's report must stay as it is. LASTSTRAW_ACCEPT=1 rewrites them; review the diff.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "analyze.hpp"
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

/// The bundle without the expectations, which lie in the same folder.
std::vector<std::string> inputs(const fs::path& incident) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(incident))
    if (entry.path().filename().string().rfind("expected.", 0) != 0) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string report_of(const fs::path& incident, bool reversed = false) {
  AnalyzeOptions options;
  options.paths = inputs(incident);
  if (reversed) std::reverse(options.paths.begin(), options.paths.end());
  std::string json = to_json(analyze(options));
  // Single files are shown as they were named: the checkout's place must not be part of the expectation.
  const std::string prefix = incident.string() + "/";
  for (std::size_t at; (at = json.find(prefix)) != std::string::npos;) json.erase(at, prefix.size());
  return json;
}

void expect_same(const fs::path& expected, const std::string& text) {
  if (std::getenv("LASTSTRAW_ACCEPT")) {
    std::ofstream(expected, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(test::slurp(expected), text) << expected << " (LASTSTRAW_ACCEPT=1 rewrites it)";
}

class Golden : public testing::TestWithParam<fs::path> {};

TEST_P(Golden, Report) {
  const std::string json = report_of(GetParam());
  expect_same(GetParam() / "expected.json", json + "\n");
  expect_same(GetParam() / "expected.txt", render_text(json, {}));
  expect_same(GetParam() / "expected.md", render_markdown(json));
}

TEST_P(Golden, DoesNotDependOnTheOrderOfItsInputs) { EXPECT_EQ(report_of(GetParam()), report_of(GetParam(), true)); }

INSTANTIATE_TEST_SUITE_P(Incidents, Golden, testing::ValuesIn(incidents()), [](const auto& instance) {
  std::string name = instance.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace laststraw
