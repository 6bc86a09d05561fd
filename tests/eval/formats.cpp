#include "eval/formats.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "analyze/analyze.hpp"
#include "eval/compare.hpp"

namespace laststraw::eval {

namespace {

namespace fs = std::filesystem;

Json analyzed(const fs::path& path) {
  AnalyzeOptions options;
  options.paths = {path.string()};
  return Json::parse(report::write_json(report::compose(analyze(options)), english(), -1, {.series = false, .arguments = false}));
}

/// The record of the kernel's incidents without clocks and places, which do depend on the framing.
/// `whole`: with the ledger, which a lost line of the table changes.
std::string record_of(const Json& report, bool whole) {
  Json record = Json::array();
  for (const Json& incident : report["incidents"]) {
    if (incident["outcome"] != "kernel_oom" && incident["outcome"] != "memcg_oom") continue;
    Json one;
    for (const char* key : {"outcome", "scope"}) one[key] = incident.value(key, Json());
    if (whole) one["total"] = incident["ledger"].value("total_bytes", Json());
    for (const Json& part : whole ? incident["ledger"].value("parts", Json::array()) : Json::array())
      one["ledger"].push_back(
          {part.value("name", Json()), part.value("bytes", Json()), part.value("low", Json()), part.value("high", Json())});
    for (const char* key : {"pid", "comm", "anon_bytes", "shmem_bytes"})
      one["victim"][key] = incident["victim"].is_object() ? incident["victim"].value(key, Json()) : Json();
    for (const char* key : {"pid", "comm"})
      one["invoker"][key] = incident["invoker"].is_object() ? incident["invoker"].value(key, Json()) : Json();
    record.push_back(std::move(one));
  }
  return record.dump();
}

/// How many reports a file holds: syslog loses lines when memory is short, and a file that lost some cannot tell the same.
std::size_t reports_in(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::size_t n = 0;
  for (std::size_t at = text.find("invoked oom-killer"); at != std::string::npos; at = text.find("invoked oom-killer", at + 1)) ++n;
  return n;
}

struct Lines {
  std::int64_t lines = 0, unrecognised = 0;
};

void count(const Json& report, std::string_view room, Lines& lines) {
  for (const Json& input : report["inputs"])
    if (input.value("format", std::string()).find(room) == 0) {
      lines.lines += input.value("lines", std::int64_t{0});
      lines.unrecognised += input.value("unrecognised", std::int64_t{0});
    }
}

}  // namespace

bool check_formats(const std::string& corpus) {
  Lines kernel, postgres;
  std::map<std::string, int> framings;
  std::size_t compared = 0, different = 0;
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(corpus))
    if (fs::exists(entry.path() / "bundle")) cases.push_back(entry.path() / "bundle");
  std::sort(cases.begin(), cases.end());
  for (const fs::path& bundle : cases) {
    const Json whole = analyzed(bundle);
    count(whole, "kernel_oom/", kernel);
    count(whole, "postgres_log/", postgres);
    if (!fs::is_directory(bundle / "kernel")) continue;
    fs::path first;
    Json first_report;
    for (const auto& file : fs::directory_iterator(bundle / "kernel")) {
      const Json alone = analyzed(file.path());
      ++framings[alone["inputs"][0].value("format", std::string()) +
                 (alone["inputs"][0].contains("wrapper") ? " in " + alone["inputs"][0]["wrapper"].get<std::string>() : "")];
      if (first.empty()) first = file.path(), first_report = alone;
      ++compared;
      const bool complete = reports_in(file.path()) == reports_in(first);
      if (!complete)
        std::printf("%s: %s and %s do not hold the same reports\n", bundle.parent_path().filename().c_str(), file.path().filename().c_str(),
                    first.filename().c_str());
      if (record_of(alone, complete) == record_of(first_report, complete)) continue;
      ++different;
      std::printf("%s: %s tells another report than %s\n", bundle.parent_path().filename().c_str(), file.path().filename().c_str(),
                  first.filename().c_str());
    }
  }
  for (const auto& [framing, n] : framings) std::printf("%4d  %s\n", n, framing.c_str());
  const double share = postgres.lines == 0 ? 0 : 100.0 * static_cast<double>(postgres.unrecognised) / static_cast<double>(postgres.lines);
  std::printf(
      "kernel logs %zu, telling another report %zu   kernel lines %lld, unrecognised %lld   PostgreSQL lines %lld, unrecognised %lld (%.3f %%)\n",
      compared, different, static_cast<long long>(kernel.lines), static_cast<long long>(kernel.unrecognised),
      static_cast<long long>(postgres.lines), static_cast<long long>(postgres.unrecognised), share);
  return different == 0 && kernel.unrecognised == 0 && share < 0.1;
}

}  // namespace laststraw::eval
