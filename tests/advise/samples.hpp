// The bundled incidents, analyzed.
#pragma once

#include <algorithm>
#include <filesystem>
#include <vector>

#include "analyze/analyze.hpp"
#include "judge/facts.hpp"
#include "support/samples.hpp"

namespace laststraw::advise::test {

inline std::vector<std::filesystem::path> incidents() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(laststraw::test::samples_dir() / "incidents"))
    if (entry.is_directory()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

inline Report report_of(const std::filesystem::path& incident) {
  AnalyzeOptions options;
  options.paths = {(incident / "bundle").string()};
  return analyze(options);
}

}  // namespace laststraw::advise::test
