#include "cli/compare_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "cli/complaint.hpp"
#include "cli/output.hpp"
#include "input/detect.hpp"
#include "report/compare.hpp"
#include "report/redact.hpp"
#include "sandbox/confined.hpp"

namespace laststraw::cli {

namespace {

/// "bundle.tar.gz@2": the path, and which of its incidents; a file of that whole name comes first.
struct Asked {
  std::string path;
  std::optional<std::int64_t> incident;
};

Asked asked(const std::string& typed) {
  const std::size_t at = typed.rfind('@');
  std::error_code error;
  if (at == std::string::npos || std::filesystem::exists(typed, error)) return {typed, std::nullopt};
  std::int64_t number = 0;
  const char* const end = typed.data() + typed.size();
  const auto [stop, problem] = std::from_chars(typed.data() + at + 1, end, number);
  if (problem != std::errc{} || stop != end || number < 1) return {typed, std::nullopt};
  return {typed.substr(0, at), number};
}

/// What `analyze --json` wrote; empty: something else.
std::string saved_report(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {};
  std::ifstream file(path, std::ios::binary);
  std::string head(2000, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  if (!head.starts_with('{') || !input::is_own_report(head)) return {};
  file.clear(), file.seekg(0);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A document may look into the report that it was made of.
struct Side {
  std::string path;
  Report report;
  report::Document document;
  const report::Incident* incident = nullptr;

  report::Compared compared() const { return {path, &document, incident}; }
};

void choose_incident(Side& side, const std::optional<std::int64_t>& number) {
  const std::vector<report::Incident>& all = side.document.incidents;
  if (all.empty() && !number) return;
  const auto found =
      number ? std::find_if(all.begin(), all.end(), [&](const auto& incident) { return incident.id == *number; }) : all.begin();
  if (found == all.end())
    throw std::invalid_argument(side.path + ": there is no incident " + std::to_string(number.value_or(1)) + "; it has " +
                                std::to_string(all.size()));
  side.incident = &*found;
}

std::unique_ptr<Side> read(const Asked& what, const Options& options, report::Redactor* redactor) {
  auto side = std::make_unique<Side>();
  side->path = what.path;
  std::vector<std::string> hosts;
  if (const std::string saved = saved_report(what.path); !saved.empty()) {
    try {
      side->document = report::read_document(saved);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(what.path + ": " + error.what());
    }
  } else {
    AnalyzeOptions analyzed = options.analyze;
    analyzed.paths = {what.path};
    side->report = analyze(analyzed);
    side->document = report::compose(side->report);
    hosts = report::hosts_of(*side->report.records);
  }
  if (redactor) {
    side->document = redactor->document(std::move(side->document), hosts);
    side->path = "(redacted)";
  }
  choose_incident(*side, what.incident);
  return side;
}

int exit_status(const report::SideBySide& both) {
  if (both.sameness == report::Sameness::none) return kNoIncident;
  return both.sameness == report::Sameness::undecided ? kUndecided : kExplained;
}

/// Inside the sandbox.
int compare_confined(const Options& options, const std::array<Asked, 2>& two, const TextStyle& style, const sandbox::PutOut& put_out) {
  report::Redactor redactor;
  report::Redactor* const hide = options.redact ? &redactor : nullptr;
  const auto a = read(two[0], options, hide), b = read(two[1], options, hide);
  const Language in(options.language);
  const report::SideBySide both = report::compare(a->compared(), b->compared());
  if (!options.json.empty()) put_out(options.json, report::write_comparison_json(both, in) + "\n");
  if (!options.markdown.empty()) put_out(options.markdown, report::write_comparison_markdown(both, in));
  if (!options.html.empty()) put_out(options.html, report::write_comparison_html(both, in));
  if (options.json != "-" && options.markdown != "-" && options.html != "-") put_out("-", report::write_comparison(both, style, in));
  return exit_status(both);
}

}  // namespace

int run_compare(const Options& options, const TextStyle& style) {
  refuse_overwriting({options.json, options.markdown, options.html}, options.analyze.paths);
  const std::array<Asked, 2> two{asked(options.analyze.paths.at(0)), asked(options.analyze.paths.at(1))};
  const auto work = [&](const sandbox::PutOut& put_out) {
    return complaining([&] { return compare_confined(options, two, style, put_out); });
  };
  return sandbox::confined({two[0].path, two[1].path}, work, write_out);
}

}  // namespace laststraw::cli
