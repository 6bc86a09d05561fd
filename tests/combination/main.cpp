// combination_fuzz SOURCES [--runs N] [--first N] [--seconds S] [--keep FOLDER]: mixes the whole inputs of sample bundles and asks the oracles. Execution
// number N is the same on every machine; a finding is said with it, and its bundle is kept in FOLDER.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "combination/oracles.hpp"

namespace laststraw::combination {
namespace {

namespace fs = std::filesystem;

struct Wanted {
  fs::path sources, keep;
  std::uint64_t runs = 100, first = 0;
  double seconds = 1e9;
};

Wanted parsed(int argc, char** argv) {
  Wanted wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const char* const value = i + 1 < argc ? argv[i + 1] : "";
    if (word.starts_with("--")) ++i;
    if (word == "--runs")
      wanted.runs = std::stoull(value);
    else if (word == "--first")
      wanted.first = std::stoull(value);
    else if (word == "--seconds")
      wanted.seconds = std::stod(value);
    else if (word == "--keep")
      wanted.keep = value;
    else
      wanted.sources = word;
  }
  return wanted;
}

Complaints one_run(std::uint64_t number, const Bundle& bundle, Oracles& oracles, Random& random) {
  switch (number % 5) {
    case 0:
      return oracles.ways_in(bundle, random);
    case 1:
      return oracles.languages(bundle);
    case 2:
      return oracles.secrets(bundle);
    case 3:
      return oracles.forms_of_log(bundle);
    default:
      return oracles.document(bundle);
  }
}

int run(const Wanted& wanted) {
  std::vector<Bundle> bundles;
  for (const auto& entry : fs::directory_iterator(wanted.sources / "samples" / "incidents"))
    if (fs::is_directory(entry.path() / "bundle")) bundles.push_back(read_bundle(entry.path() / "bundle"));
  std::sort(bundles.begin(), bundles.end(), [](const Bundle& a, const Bundle& b) { return listed(a) < listed(b); });
  Bundle others;
  for (File& file : read_bundle(wanted.sources / "samples"))
    if (!file.name.starts_with("incidents/") && !file.name.starts_with("fuzz/")) others.push_back(std::move(file));
  Oracles oracles(wanted.sources / "docs" / "report.schema.json",
                  fs::temp_directory_path() / ("laststraw-combination-" + std::to_string(::getpid())));
  const auto begun = std::chrono::steady_clock::now();
  std::uint64_t done = 0, findings = 0;
  for (; done < wanted.runs; ++done) {
    if (std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count() > wanted.seconds) break;
    const std::uint64_t number = wanted.first + done;
    Random random(number);
    const Bundle bundle = mixed(bundles[random.below(bundles.size())], bundles, others, random);
    Complaints wrong;
    try {
      wrong = one_run(number, bundle, oracles, random);
    } catch (const std::exception& error) {
      wrong.push_back(std::string("exception: ") + error.what());
    }
    if (wrong.empty()) continue;
    ++findings;
    std::printf("execution %llu: %s\n", static_cast<unsigned long long>(number), listed(bundle).c_str());
    for (const std::string& what : wrong) std::printf("  %s\n", what.c_str());
    if (!wanted.keep.empty()) write_folder(bundle, wanted.keep / std::to_string(number));
  }
  std::printf("%llu executions from %llu, %llu findings\n", static_cast<unsigned long long>(done),
              static_cast<unsigned long long>(wanted.first), static_cast<unsigned long long>(findings));
  return findings == 0 ? 0 : 1;
}

}  // namespace
}  // namespace laststraw::combination

int main(int argc, char** argv) { return laststraw::combination::run(laststraw::combination::parsed(argc, argv)); }
