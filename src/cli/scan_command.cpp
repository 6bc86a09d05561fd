#include "cli/scan_command.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/output.hpp"
#include "report/redact.hpp"
#include "scan/cases.hpp"

namespace laststraw::cli {

namespace {

std::atomic<bool> stop_asked{false};
void on_interrupt(int) { stop_asked = true; }

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
    std::fprintf(stderr, "\r\x1b[K%.1f of %.1f GB, %llu of %llu files, %llu incidents, %.0f MB/s, %.0f s left", done / 1e9, all / 1e9, static_cast<unsigned long long>(progress.files),
                 static_cast<unsigned long long>(progress.all_files), static_cast<unsigned long long>(progress.incidents), rate / 1e6, rate > 0 ? (all - done) / rate : 0.0);
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

/// The name of a case's report: what of its name may stand in a file's, and a hash that keeps two cases apart.
std::string report_name(const std::string& case_name, bool redacted) {
  std::string name = redacted ? "case" : case_name.substr(0, 80);
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '+') c = '_';
  std::array<char, 32> hash{};
  std::snprintf(hash.data(), hash.size(), "-%016llx.html", static_cast<unsigned long long>(scan::stable_hash(case_name)));
  return name + hash.data();
}

/// Where the page of `html` finds the report of this incident; empty where there is none.
std::string link_of(const report::CaseIncident& one, const Options& options) {
  if (options.reports.empty() || options.html == "-") return {};
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path file = fs::path(options.reports) / report_name(one.case_name, options.redact);
  if (!fs::exists(file, error)) return {};
  return fs::proximate(file, fs::absolute(options.html).parent_path(), error).string() + "#incident-" + std::to_string(one.incident.id);
}

}  // namespace

int run_scan(const Options& options, const TextStyle& style) {
  std::optional<OutputFile> ndjson, csv;
  if (!options.ndjson.empty()) ndjson.emplace(options.ndjson);
  if (!options.csv.empty()) csv.emplace(options.csv), csv->write(report::csv_header());
  const bool table = options.ndjson != "-" && options.csv != "-" && options.html != "-";
  OutputFile terminal("-");
  std::optional<FleetPage> fleet;
  if (!options.html.empty()) fleet.emplace();
  Meter meter;
  bool headed = false;
  std::uint64_t undecided = 0;
  report::Redactor redactor;
  const auto put_out = [&](report::CaseIncident one, const std::string& link) -> scan::PutOut {
    const bool is_undecided = one.incident.verdict == VerdictKind::undecided;
    std::string line = ndjson ? report::write_line(one) + "\n" : std::string(), csv_line = csv ? report::csv_row(one) : std::string();
    std::string row = table ? report::table_row(one, style) : std::string();
    return [&, line = std::move(line), csv_line = std::move(csv_line), row = std::move(row), link, is_undecided,
            kept = fleet ? std::make_shared<const report::CaseIncident>(std::move(one)) : nullptr] {
      if (ndjson) ndjson->write(line);
      if (csv) csv->write(csv_line);
      if (fleet) fleet->add(*kept, link);
      if (is_undecided) ++undecided;
      if (!table) return;
      meter.clear();
      if (!headed && !options.quiet) terminal.write(report::table_header());
      headed = true;
      terminal.write(row);
    };
  };
  const auto on_incident = [&](report::CaseIncident one) -> scan::PutOut {
    const std::string link = fleet ? link_of(one, options) : std::string();
    if (!options.redact) return put_out(std::move(one), link);
    // One table of placeholders for the whole scan, filled in the order of cases: so each waits for its turn.
    return [&, one = std::move(one), link] { put_out(redactor.line(one), link)(); };
  };
  const auto on_problem = [&](const std::string& shown, const std::string& why) {
    meter.clear();
    std::cerr << "laststraw: " << (why.rfind(shown, 0) == 0 ? why : shown + ": " + why) << "\n";
  };
  scan::OnReport on_report;
  if (!options.reports.empty()) {
    std::filesystem::create_directories(options.reports);
    on_report = [&](const std::string& case_name, const Report& answer, const report::Document& document) {
      const std::string page = options.redact ? report::write_html(report::redact(document, report::hosts_of(*answer.records))) : report::write_html(document);
      write_out((std::filesystem::path(options.reports) / report_name(case_name, options.redact)).string(), page);
    };
  }
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  const scan::Summary summary = scan::scan(options.scan, on_incident, on_problem, [&](const scan::Progress& progress) { meter.show(progress); }, stop_asked, on_report);
  meter.clear();
  if (ndjson) ndjson->finish();
  if (csv) csv->finish();
  if (fleet) write_out(options.html, fleet->render());
  std::cerr << "laststraw: " << summary.done.incidents << " incidents in " << summary.cases_with_incidents << " of " << summary.done.cases << " cases, " << summary.done.files
            << " files";
  if (undecided > 0) std::cerr << "; " << undecided << " undecided";
  if (summary.resumed > 0) std::cerr << "; " << summary.resumed << " cases unchanged since " << options.scan.resume;
  std::cerr << "\n";
  if (summary.interrupted) {
    std::cerr << "laststraw: interrupted; what is above is what was done" << (options.scan.resume.empty() ? "" : ", and a run with the same --resume goes on from here") << "\n";
    return kMistake;
  }
  if (summary.refused > 0) return kMistake;
  if (summary.done.incidents == 0) return kNoIncident;
  return undecided == summary.done.incidents ? kUndecided : kExplained;
}

}  // namespace laststraw::cli
