#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/compare_command.hpp"
#include "cli/complaint.hpp"
#include "cli/explain.hpp"
#include "cli/format_list.hpp"
#include "cli/here_command.hpp"
#include "cli/hypothesis_document.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/scan_command.hpp"
#include "cli/script_command.hpp"
#include "cli/suggest.hpp"
#include "cli/terminal.hpp"
#include "input/pcp_archives.hpp"
#include "report/pipeline.hpp"
#include "report/redact.hpp"
#include "sandbox/confined.hpp"
#include "sandbox/sandbox.hpp"

namespace laststraw::cli {

namespace {

std::string listed(const Options& options) {
  if (!options.list_as_markdown) return list(options.what);
  if (options.what == "steps") return step_document();
  return options.what == "formats" ? format_document() : hypothesis_document();
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file) throw std::invalid_argument(path + ": cannot be read");
  return text;
}

void list_unrecognised(const Report& report) {
  for (const Source& source : report.records->sources)
    if (source.format.empty() && !source.failed) complain_about(source.path, "not recognised: " + english()(source.note));
  for (const UnrecognisedLine& line : report.records->unrecognised) {
    const ParseFailure& failure = line.failure;
    complain(report.records->sources[static_cast<std::size_t>(failure.where.source)].path + ":" + std::to_string(failure.where.first_line) +
             ":" + std::to_string(failure.column) + ": expected " + std::string(failure.expected));
  }
}

/// Inputs that the system refused: the others are reported, but nobody should take them for all there is.
bool name_failed(const Report& report) {
  bool any = false;
  for (const Source& source : report.records->sources) {
    if (!source.failed) continue;
    complain_about(source.path, english()(source.note));
    any = true;
  }
  return any;
}

/// --ram is for where no input tells.
void say_where_ram_is_known(const Report& report, std::int64_t given) {
  const auto& total = report.records->meminfo.total;
  if (given == 0 || !total || total->cite.at.first_line == 0) return;
  complain("--ram is not used: " + report.records->sources[static_cast<std::size_t>(total->cite.at.source)].path + ":" +
           std::to_string(total->cite.at.first_line) + " says " + human_bytes(total->value));
}

/// Not one input in a known form, or lines that speak of an incident and were not understood: that is no all-clear.
bool nothing_can_be_said(const Report& report) {
  const std::vector<Source>& sources = report.records->sources;
  return report.not_selected.empty() &&
         (!report.not_understood.empty() ||
          std::all_of(sources.begin(), sources.end(), [](const Source& source) { return source.format.empty(); }));
}

int exit_status(const Report& report) {
  if (report.incidents.empty()) return nothing_can_be_said(report) ? kNothingToSay : kNoIncident;
  for (const IncidentReport& incident : report.incidents)
    if (incident.judgement.verdict != VerdictKind::undecided) return kExplained;
  return kUndecided;
}

/// With --fail-on: whether an incident is what it names. A cause is that of a verdict, not of what leads in an undecided one.
int named_status(const report::Document& document, const std::vector<std::string>& names, int status) {
  if (status == kNothingToSay) return status;
  const auto is_named = [&](const report::Incident& incident) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return name == "any" || name == report::word(incident.verdict) || name == report::rule_of(incident);
    });
  };
  return std::any_of(document.incidents.begin(), document.incidents.end(), is_named) ? kNamed : kExplained;
}

/// What the inputs' paths are below of, for who opens them: of one folder they are told without it.
std::string folder_of(const Options& options) {
  const bool one = options.analyze.paths.size() == 1 && std::filesystem::is_directory(options.analyze.paths[0]);
  const bool stays = options.command != Command::here || !options.keep.empty();
  return one && stays && !options.redact ? options.analyze.paths[0] : std::string();
}

void write_for_pipeline(const report::Document& document, const Options& options, const Language& in, const sandbox::PutOut& put_out) {
  const auto form = *report::from_word<report::PipelineForm>(options.format);
  put_out("-", report::write_pipeline(document, form, folder_of(options), in));
  if (const std::size_t none = report::undated(document); none > 0 && form == report::PipelineForm::grafana)
    complain(std::to_string(none) + " of " + std::to_string(document.incidents.size()) + " incidents have no date, and so no annotation");
}

/// Where a text goes that a pager may show.
constexpr const char* kPaged = "";

void write_on_terminal(const report::Document& document, const Options& options, const TextStyle& style, const Language& in,
                       const sandbox::PutOut& put_out) {
  if (options.summary)
    put_out("-", report::write_summary(document, report::SummaryForm::text, in));
  else if (options.full || options.verbose)
    put_out(kPaged, report::write_text(document, style, in));
  else
    put_out("-", options.quiet ? report::write_text(document, style, in) : report::write_short(document, style, in));
}

/// Inside the sandbox.
int analyze_confined(const Options& options, const TextStyle& style, const sandbox::PutOut& put_out) {
  const Report answer = analyze(options.analyze);
  const Language in(options.language);
  report::Document document = report::compose(answer);
  if (options.redact) document = report::redact(std::move(document), report::hosts_of(*answer.records));
  if (!options.json.empty()) put_out(options.json, report::write_json(document, in) + "\n");
  if (!options.markdown.empty())
    put_out(options.markdown,
            options.summary ? report::write_summary(document, report::SummaryForm::markdown, in) : report::write_markdown(document, in));
  if (!options.html.empty()) put_out(options.html, report::write_html(document, in));
  // Standard output belongs to one report: the terminal's, unless another was sent there.
  if (!options.own_template.empty())
    put_out("-", report::write_template(document, options.own_template, read_whole(options.own_template), in));
  else if (!options.format.empty())
    write_for_pipeline(document, options, in, put_out);
  else if (options.json != "-" && options.markdown != "-" && options.html != "-")
    write_on_terminal(document, options, style, in, put_out);
  say_where_ram_is_known(answer, options.analyze.ram_bytes);
  if (options.unrecognised) list_unrecognised(answer);
  if (name_failed(answer)) return kMistake;
  const int status = exit_status(answer);
  return options.fail_on.empty() ? status : named_status(document, options.fail_on, status);
}

int run_analyze(const Options& given) {
  Options options = given;
  options.analyze.paths.clear();  // found before the sandbox stands, where no folder but the inputs' own can be listed
  for (const std::string& path : given.analyze.paths)
    for (std::string& file : input::files_named(path)) options.analyze.paths.push_back(std::move(file));
  refuse_overwriting({options.json, options.markdown, options.html}, options.analyze.paths);
  sandbox::allow_external(options.allow_external);
  std::vector<std::string> readable = options.analyze.paths;
  readable.push_back(options.own_template);
  const Surroundings around = surroundings();
  const auto work = [&](const sandbox::PutOut& put_out) {
    return complaining([&] { return analyze_confined(options, style_of(options, around), put_out); });
  };
  return sandbox::confined(readable, work, [&](const std::string& place, const std::string& text) {
    if (place == kPaged)
      write_paged(text, around);
    else
      write_out(place, text);
  });
}

int run_explain(const Options& options) {
  if (const auto text = explain(options.what, Language(options.language))) {
    write_out("-", *text);
    return kExplained;
  }
  complain("there is no '" + options.what + "'" + did_you_mean(options.what, explained_ids()));
  complain_lines("help: laststraw list hypotheses, checks, steps or words");
  return kMistake;
}

int run(int argc, char** argv) {
  Options options;
  if (const auto status = parse(argc, argv, options)) return *status;
  switch (options.command) {
    case Command::analyze:
      return run_analyze(options);
    case Command::compare:
      return run_compare(options, style_of(options, surroundings()));
    case Command::here:
      return run_here(options, run_analyze);
    case Command::scan:
      return run_scan(options, style_of(options, surroundings()));
    case Command::collect:
      return run_collect(options);
    case Command::record:
      return run_record(options);
    case Command::merge:
      return run_merge(options);
    case Command::explain:
      return run_explain(options);
    case Command::list:
      write_out("-", listed(options));
      return kExplained;
    case Command::manual:
      write_out("-", options.what);
      return kExplained;
  }
  return kMistake;
}

}  // namespace

}  // namespace laststraw::cli

int main(int argc, char** argv) {
  laststraw::cli::open_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away (| head) is no error
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error to be told (ulimit -f)
  return laststraw::cli::complaining([&] { return laststraw::cli::run(argc, argv); });
}
