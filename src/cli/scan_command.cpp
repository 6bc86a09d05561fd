#include "cli/scan_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/complaint.hpp"
#include "cli/fleet_outputs.hpp"
#include "cli/output.hpp"
#include "sandbox/sandbox.hpp"

namespace laststraw::cli {

namespace {

std::atomic<bool> stop_asked{false};
/// The second time ends the program at once.
void on_interrupt(int signal) {
  stop_asked = true;
  std::signal(signal, SIG_DFL);
}

/// Bytes, rate and time left, on standard error where that is a terminal; nothing else ever writes there meanwhile.
class Meter {
 public:
  void show(const scan::Progress& progress) {
    if (!terminal_) return;
    using namespace std::chrono;
    constexpr auto kEvery = milliseconds{100};
    if (steady_clock::now() - last_ < kEvery) return;
    last_ = steady_clock::now();
    const double seconds = std::max(1e-3, duration<double>(steady_clock::now() - started_).count());
    const double done = static_cast<double>(progress.bytes), all = static_cast<double>(progress.all_bytes), rate = done / seconds;
    std::fprintf(stderr, "\r\x1b[K%.1f of %.1f GB, %llu of %llu files, %llu incidents, %.0f MB/s, %.0f s left", done / 1e9, all / 1e9,
                 static_cast<unsigned long long>(progress.files), static_cast<unsigned long long>(progress.all_files),
                 static_cast<unsigned long long>(progress.incidents), rate / 1e6, rate > 0 ? (all - done) / rate : 0.0);
    shown_ = true;
  }
  void clear() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
    shown_ = false;
  }

 private:
  const bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_{};
  bool shown_ = false;
};

bool is_report_name(const std::string& name) {
  constexpr std::string_view kEnding = "-0123456789abcdef.html";
  if (name.size() < kEnding.size() || !name.ends_with(".html")) return false;
  const std::string hash = name.substr(name.size() - kEnding.size(), 17);
  return hash[0] == '-' && hash.find_first_not_of("0123456789abcdef", 1) == std::string::npos;
}

/// What this run writes, as far as it is there already.
std::vector<std::string> own_files(const Options& options) {
  std::vector<std::string> own{options.ndjson,  options.csv,         options.html,  options.sqlite,
                               options.metrics, options.scan.resume, options.owners};
  std::error_code none;
  if (!options.reports.empty())
    for (std::filesystem::directory_iterator at(options.reports, none), end; !none && at != end; at.increment(none))
      if (is_report_name(at->path().filename().string())) own.push_back(at->path().string());
  return own;
}

/// Names that each end with a zero byte, as find -print0 writes them; the last may lack it.
void add_listed(const std::string& from, std::vector<std::string>& paths) {
  std::ifstream file;
  if (from != "-") file.open(from, std::ios::binary);
  std::istream& list = from == "-" ? std::cin : file;
  if (from != "-" && !file.is_open()) throw std::invalid_argument(from + ": cannot be read");
  for (std::string path; std::getline(list, path, '\0');)
    if (!path.empty()) paths.push_back(path);
  if (list.bad()) throw std::invalid_argument(from + ": cannot be read");
  if (from == "-" && std::find(paths.begin(), paths.end(), "-") != paths.end())
    throw std::invalid_argument("--files0-from -: standard input is the list, and cannot be one of the files, too");
}

void sum_up(const scan::Summary& summary, const FleetOutputs& fleet, const Options& options) {
  std::string text = std::to_string(fleet.shown()) + " incidents in " + std::to_string(summary.cases_with_incidents) + " of " +
                     std::to_string(summary.done.cases) + " cases, " + std::to_string(summary.done.files) + " files";
  if (options.filter.any())
    text = std::to_string(fleet.shown()) + " of " + std::to_string(fleet.shown() + fleet.not_asked_for()) +
           " incidents are among those asked for; " + std::to_string(summary.done.cases) + " cases, " + std::to_string(summary.done.files) +
           " files";
  if (fleet.undecided() > 0) text += "; " + std::to_string(fleet.undecided()) + " undecided";
  if (summary.failed > 0) text += "; " + std::to_string(summary.failed) + " cases failed";
  if (summary.resumed > 0) text += "; " + std::to_string(summary.resumed) + " cases unchanged since " + options.scan.resume;
  complain(text);
  if (summary.interrupted)
    complain(std::string("interrupted; what is above is what was done") +
             (options.scan.resume.empty() ? "" : ", and a run with the same --resume goes on from here"));
}

}  // namespace

int run_scan(const Options& options, const TextStyle& style) {
  scan::ScanOptions wanted = options.scan;
  if (!options.files0_from.empty()) add_listed(options.files0_from, wanted.paths);
  if (wanted.paths.empty()) throw std::invalid_argument(options.files0_from + ": an empty list; nothing to read");
  refuse_overwriting({options.ndjson, options.csv, options.html, options.sqlite, options.metrics}, wanted.paths);
  wanted.own = own_files(options);
  wanted.redact = options.redact;
  wanted.language = Language(options.language);
  Meter meter;
  FleetOutputs fleet(options, style, true, [&] { meter.clear(); });
  const scan::OnIncident on_incident{
      [&](const report::CaseIncident& one) { return fleet.prepare(one); },
      [&](const std::string& line, const std::vector<std::string>& prepared) { fleet.put_out(line, prepared); }};
  scan::OnReport on_report;
  if (!options.reports.empty())
    on_report = {[&](const std::string& case_name, const Report& answer, const report::Document& document) {
                   return fleet.report(case_name, answer, document);
                 },
                 [&](const std::string& case_name, const std::string& page) { fleet.write_report(case_name, page); }};
  sandbox::allow_external(options.allow_external);
  sandbox::forbid_programs();
  const scan::OnProblem on_problem = [&](const std::string& shown, const std::string& why) {
    meter.clear();
    complain_about(shown, why);
  };
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  const scan::Summary summary = scan::scan(
      wanted, on_incident, on_problem, [&](const scan::Progress& progress) { meter.show(progress); }, stop_asked, on_report);
  meter.clear();
  fleet.finish(!summary.interrupted);
  sum_up(summary, fleet, options);
  if (summary.interrupted || summary.refused > 0 || summary.failed > 0) return kMistake;
  if (fleet.shown() == 0) return kNoIncident;
  return fleet.undecided() == fleet.shown() ? kUndecided : kExplained;
}

}  // namespace laststraw::cli
