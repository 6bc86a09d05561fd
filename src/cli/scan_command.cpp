#include "cli/scan_command.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "cli/complaint.hpp"
#include "cli/output.hpp"
#include "report/redact.hpp"
#include "sandbox/sandbox.hpp"
#include "scan/cases.hpp"

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

bool is_report_name(const std::string& name) {
  constexpr std::string_view kEnding = "-0123456789abcdef.html";
  if (name.size() < kEnding.size() || !name.ends_with(".html")) return false;
  const std::string hash = name.substr(name.size() - kEnding.size(), 17);
  return hash[0] == '-' && hash.find_first_not_of("0123456789abcdef", 1) == std::string::npos;
}

/// What this run writes, as far as it is there already.
std::vector<std::string> own_files(const Options& options) {
  std::vector<std::string> own{options.ndjson, options.csv, options.html, options.scan.resume};
  std::error_code none;
  if (!options.reports.empty())
    for (std::filesystem::directory_iterator at(options.reports, none), end; !none && at != end; at.increment(none))
      if (is_report_name(at->path().filename().string())) own.push_back(at->path().string());
  return own;
}

/// Where the incidents go.
class Fleet {
 public:
  Fleet(const Options& options, const TextStyle& style)
      : options_(options),
        style_(style),
        in_(options.language),
        table_(options.ndjson != "-" && options.csv != "-" && options.html != "-") {
    if (!options.ndjson.empty()) ndjson_.emplace(options.ndjson);
    if (!options.csv.empty()) csv_.emplace(options.csv), csv_->write(report::csv_header());
    if (!options.html.empty()) page_.emplace(in_);
    if (!options.reports.empty()) std::filesystem::create_directories(options.reports);
  }

  /// In the process that works on the case.
  std::vector<std::string> prepare(const report::CaseIncident& one) const {
    return {csv_ ? report::csv_row(one, in_) : std::string(), table_ ? report::table_row(one, style_, in_) : std::string(),
            one.incident.verdict == VerdictKind::undecided ? "undecided" : ""};
  }

  void put_out(const std::string& line, const std::vector<std::string>& prepared) {
    if (ndjson_) ndjson_->write(line + "\n");
    if (csv_) csv_->write(prepared.at(0));
    if (page_) add_to_page(report::read_line(line));
    if (!prepared.at(2).empty()) ++undecided_;
    if (!table_) return;
    meter.clear();
    if (!headed_ && !options_.quiet) terminal_.write(report::table_header());
    headed_ = true;
    terminal_.write(prepared.at(1));
  }

  void complain_of(const std::string& shown, const std::string& why) {
    meter.clear();
    complain_about(shown, why);
  }

  /// In the process that works on the case.
  std::string report(const Report& answer, const report::Document& document) const {
    return report::write_html(options_.redact ? report::redact(document, report::hosts_of(*answer.records)) : document, in_);
  }
  void write_report(const std::string& case_name, const std::string& page) const {
    write_out((std::filesystem::path(options_.reports) / report_name(case_name, options_.redact)).string(), page);
  }

  /// A shard's lines end with one that says so: merge knows by it that none is missing.
  void finish(const scan::Summary& summary) {
    meter.clear();
    const bool shard = options_.scan.shards > 1 && !summary.interrupted;
    if (ndjson_ && shard)
      ndjson_->write("{\"shard\":{\"part\":" + std::to_string(options_.scan.shard) + ",\"of\":" + std::to_string(options_.scan.shards) +
                     ",\"incidents\":" + std::to_string(summary.done.incidents) + "}}\n");
    if (ndjson_) ndjson_->finish();
    if (csv_) csv_->finish();
    if (page_) write_out(options_.html, page_->render());
  }

  std::uint64_t undecided() const { return undecided_; }
  Meter meter;

 private:
  void add_to_page(const report::CaseIncident& one) { page_->add(one, link_of(one, options_)); }

  const Options& options_;
  const TextStyle& style_;
  const Language in_;
  const bool table_;
  std::optional<OutputFile> ndjson_, csv_;
  OutputFile terminal_{"-"};
  std::optional<FleetPage> page_;
  bool headed_ = false;
  std::uint64_t undecided_ = 0;
};

void sum_up(const scan::Summary& summary, std::uint64_t undecided, const Options& options) {
  std::string text = std::to_string(summary.done.incidents) + " incidents in " + std::to_string(summary.cases_with_incidents) + " of " +
                     std::to_string(summary.done.cases) + " cases, " + std::to_string(summary.done.files) + " files";
  if (undecided > 0) text += "; " + std::to_string(undecided) + " undecided";
  if (summary.failed > 0) text += "; " + std::to_string(summary.failed) + " cases failed";
  if (summary.resumed > 0) text += "; " + std::to_string(summary.resumed) + " cases unchanged since " + options.scan.resume;
  complain(text);
  if (summary.interrupted)
    complain(std::string("interrupted; what is above is what was done") +
             (options.scan.resume.empty() ? "" : ", and a run with the same --resume goes on from here"));
}

}  // namespace

int run_scan(const Options& options, const TextStyle& style) {
  refuse_overwriting({options.ndjson, options.csv, options.html}, options.scan.paths);
  scan::ScanOptions wanted = options.scan;
  wanted.own = own_files(options);
  wanted.redact = options.redact;
  wanted.language = Language(options.language);
  Fleet fleet(options, style);
  const scan::OnIncident on_incident{
      [&](const report::CaseIncident& one) { return fleet.prepare(one); },
      [&](const std::string& line, const std::vector<std::string>& prepared) { fleet.put_out(line, prepared); }};
  scan::OnReport on_report;
  if (!options.reports.empty())
    on_report = {[&](const std::string&, const Report& answer, const report::Document& document) { return fleet.report(answer, document); },
                 [&](const std::string& case_name, const std::string& page) { fleet.write_report(case_name, page); }};
  sandbox::allow_external(options.allow_external);
  sandbox::forbid_programs();
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  const scan::Summary summary = scan::scan(
      wanted, on_incident, [&](const std::string& shown, const std::string& why) { fleet.complain_of(shown, why); },
      [&](const scan::Progress& progress) { fleet.meter.show(progress); }, stop_asked, on_report);
  fleet.finish(summary);
  sum_up(summary, fleet.undecided(), options);
  if (summary.interrupted || summary.refused > 0 || summary.failed > 0) return kMistake;
  if (summary.done.incidents == 0) return kNoIncident;
  return fleet.undecided() == summary.done.incidents ? kUndecided : kExplained;
}

}  // namespace laststraw::cli
