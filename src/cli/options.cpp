#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "advise/what_if.hpp"
#include "cli/command_line.hpp"
#include "cli/common_options.hpp"
#include "cli/complaint.hpp"
#include "cli/explain.hpp"
#include "cli/help.hpp"
#include "cli/manual.hpp"
#include "cli/suggest.hpp"
#include "cli/version.hpp"
#include "report/pipeline.hpp"

namespace laststraw::cli {

namespace {

constexpr const char* kTime =
    "2026-11-21T03:00 (UTC, unless Z or +02:00 follows); 03:00, yesterday 03:00 or -2h count from the newest line that was read";
/// For CLI11: an empty text where it is one.
std::string incident_number(const std::string& text) {
  const bool number = !text.empty() && text.size() <= 9 && text.find_first_not_of("0123456789") == std::string::npos &&
                      text.find_first_not_of('0') != std::string::npos;
  return number ? std::string() : "'" + text + "' is no incident's number; they count from 1";
}

/// Standard output takes one report.
void refuse_two_on_standard_output(const Options& options) {
  std::string taken = !options.format.empty() ? "--format" : !options.own_template.empty() ? "--template" : "";
  if (!options.format.empty() && !options.own_template.empty())
    throw std::invalid_argument("--format and --template cannot both go to standard output");
  for (const auto& [name, where] : {std::pair{"--json", &options.json},
                                    {"--md", &options.markdown},
                                    {"--ndjson", &options.ndjson},
                                    {"--csv", &options.csv},
                                    {"--metrics", &options.metrics},
                                    {"--html", &options.html}}) {
    if (*where != "-") continue;
    if (!taken.empty()) throw std::invalid_argument(taken + " and " + name + " cannot both go to standard output; give one of them a file");
    taken = name;
  }
}

/// For CLI11: an empty text where it is one.
std::string named_outcome(const std::string& text) {
  if (text == "any" || report::from_word<VerdictKind>(text) || cause_id(text).empty()) return {};
  return "'" + text + "' is no verdict (culprit, last_straw, undecided), no cause (laststraw list hypotheses) and not 'any'";
}

void add_pipeline(CLI::App* analyze, Options& options) {
  std::vector<std::string> forms;
  for (const auto& [form, name] : report::Words<report::PipelineForm>::table) forms.emplace_back(name);
  analyze
      ->add_option(
          "--format", options.format,
          "Print for a pipeline instead: sarif, github (workflow commands), gitlab (code quality) or grafana (annotations); docs/PIPELINES.md")
      ->check(CLI::IsMember(forms))
      ->type_name("FORM");
  analyze
      ->add_option("--fail-on", options.fail_on,
                   "Exit with 5 where an incident is WHAT: any, a verdict (culprit, last_straw, undecided) or a cause; else with 0 where "
                   "the inputs could be read. May be given several times")
      ->check(named_outcome)
      ->type_name("WHAT")
      ->allow_extra_args(false);
}

/// What becomes of the report.
void add_outputs(CLI::App* analyze, Options& options) {
  analyze->add_option("--json", options.json, "Write the report as JSON (docs/report.schema.json) to FILE, - for standard output")
      ->type_name("FILE");
  analyze->add_option("--md", options.markdown, "Write the report as Markdown to FILE, - for standard output; with --summary only that")
      ->type_name("FILE");
  analyze->add_option("--html", options.html, "Write the report as one self-contained HTML file, - for standard output")->type_name("FILE");
  analyze->add_option("--template", options.own_template, "Print the report through a template of your own (docs/TEMPLATES.md) instead")
      ->type_name("FILE");
  add_pipeline(analyze, options);
}

/// What no input tells.
void add_given(CLI::App* analyze, Options& options) {
  analyze->add_option("--tz", options.analyze.zone, "Time zone of stamps that print none: Europe/Berlin or +02:00")->type_name("ZONE");
  analyze->add_option("--ram", options.analyze.ram_bytes, "RAM of the machine, where no input tells: 64GiB")
      ->transform(CLI::Validator(size_of_machine, ""))
      ->type_name("SIZE");
  analyze->add_option("--swap", options.analyze.swap_bytes, "Swap of the machine, where no input tells: 8GiB")
      ->transform(CLI::Validator(size_of_machine, ""))
      ->type_name("SIZE");
  analyze->add_option("--limit", options.analyze.limit_bytes, "Memory limit of the container or group, where no input tells: 2GiB")
      ->transform(CLI::Validator(size_of_machine, ""))
      ->type_name("SIZE");
}

/// Which incidents, and what is asked of them.
void add_selection(CLI::App* analyze, Options& options) {
  analyze->add_option("--since", options.since, std::string("Only incidents at or after TIME: ") + kTime)->type_name("TIME");
  analyze->add_option("--until", options.until, "Only incidents at or before TIME")->type_name("TIME");
  analyze->add_option("--around", options.around, "Only incidents within a quarter of an hour of TIME")
      ->type_name("TIME")
      ->excludes("--since")
      ->excludes("--until");
  analyze
      ->add_option("--what-if", options.analyze.what_ifs,
                   "Say what would have happened with work_mem=64MB, limit=1GiB; work_mem@ROLE=..., or several at one time with commas")
      ->type_name("SETTING=VALUE")
      ->allow_extra_args(false);
  analyze->add_option("--incident", options.analyze.only_incident, "Report only the incident with this number")
      ->check(incident_number)
      ->type_name("N");
}

/// How the report looks on a terminal.
void add_layout(CLI::App* analyze, Options& options) {
  analyze->add_option("--colour,--color", options.colour, "auto, always or never; NO_COLOR is heeded")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  add_language(analyze, options);
  CLI::Option* quiet = analyze->add_flag("-q,--quiet", options.quiet, "One line an incident")->excludes("--format");
  CLI::Option* full =
      analyze->add_flag("-f,--full", options.full, "The whole report instead of a screen of it, through a pager on a terminal");
  analyze->add_flag("-v,--verbose", options.verbose, "The same with all hypotheses and all checks")->excludes(quiet);
  full->excludes(quiet)->excludes("--format");
  analyze->add_flag("--summary", options.summary, "To forward: five lines for a chat and a paragraph for the management")
      ->excludes(quiet)
      ->excludes(full)
      ->excludes("--format");
  analyze->add_option("--width", options.width, "Columns of the report; the terminal's, or 80 in a file, if not given")
      ->check(CLI::Range(40, 1000))
      ->type_name("N");
  analyze->add_flag("--ascii", options.ascii, "No marks outside of ASCII; so in the C locale");
  analyze->add_flag(
      "--unrecognised", options.unrecognised,
      "List on standard error the inputs that were not recognised, and lines that look like a known format and could not be read");
}

/// What analyze and here have in common.
void add_reports(CLI::App* analyze, Options& options) {
  add_outputs(analyze, options);
  add_given(analyze, options);
  add_selection(analyze, options);
  add_redact(analyze, options);
  add_external(analyze, options);
  add_layout(analyze, options);
}

void add_compare(CLI::App& app, Options& options) {
  CLI::App* compare = app.add_subcommand("compare", "Two incidents side by side: the same cause or not, and what changed");
  compare
      ->add_option("PATH", options.analyze.paths,
                   "Two bundles, archives, files, or reports of analyze --json; PATH@N is incident N of several, else the first")
      ->required()
      ->expected(2);
  compare->add_option("--json", options.json, "Write the comparison as JSON to FILE, - for standard output")->type_name("FILE");
  compare->add_option("--md", options.markdown, "Write it as Markdown to FILE, - for standard output")->type_name("FILE");
  compare->add_option("--html", options.html, "Write it as an HTML page to FILE, - for standard output")->type_name("FILE");
  compare->add_option("--tz", options.analyze.zone, "Time zone of stamps that print none: Europe/Berlin or +02:00")->type_name("ZONE");
  add_redact(compare, options);
  compare->add_option("--colour,--color", options.colour, "auto, always or never; NO_COLOR is heeded")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  add_language(compare, options);
  compare->add_option("--width", options.width, "Columns; the terminal's, or 80 in a file, if not given")
      ->check(CLI::Range(40, 1000))
      ->type_name("N");
  compare->add_flag("--ascii", options.ascii, "No marks outside of ASCII; so in the C locale");
}

void add_analyze(CLI::App& app, Options& options) {
  CLI::App* analyze = app.add_subcommand("analyze", "Explain the incidents in a bundle folder, an archive or in files");
  analyze->add_option("PATH", options.analyze.paths, "Bundle folders, archives, files, - for standard input")->required();
  add_reports(analyze, options);
}

void add_here(CLI::App& app, Options& options) {
  CLI::App* here = app.add_subcommand("here", "On the server itself: collect, read-only and bounded, and explain at once");
  here->add_option("ARGUMENTS", options.script_arguments, "For the script of laststraw collect, behind --: -d PGDATA, --contexts");
  here->add_option("--keep", options.keep, "Keep what was collected in DIR, which must not be there yet; else it is removed")
      ->type_name("DIR");
  add_reports(here, options);
}

void add_collect(CLI::App& app, Options& options) {
  CLI::App* collect = app.add_subcommand("collect", "Print the script that collects a bundle on a server, read-only; or run it here");
  collect->add_option("-o", options.script, "Write the script to FILE instead of standard output")->type_name("FILE");
  collect->add_flag("--run", options.run,
                    "Run it here; what follows -- goes to it: laststraw collect --run -- -o bundle.tar.gz -t '2026-11-21 03:00'");
  collect->add_option("ARGUMENTS", options.script_arguments, "For the script")->needs("--run");
}

void add_record(CLI::App& app, Options& options) {
  CLI::App* record = app.add_subcommand(
      "record", "Print the flight recorder: a script that keeps, bounded, what decides the next incident; or install it");
  record->add_option("-o", options.script, "Write the script to FILE instead of standard output")->type_name("FILE");
  CLI::Option* install =
      record->add_flag("--install", options.install, "Install it as a systemd service (without systemd: a line of cron) and start it");
  CLI::Option* uninstall =
      record->add_flag("--uninstall", options.uninstall, "Stop it and remove it; what it recorded stays")->excludes(install);
  CLI::Option* unit =
      record->add_flag("--unit", options.unit, "Print the systemd unit that --install writes")->excludes(install)->excludes(uninstall);
  record->add_flag("--run", options.run, "Record here until it is stopped")->excludes(install)->excludes(uninstall)->excludes(unit);
  record->add_option("ARGUMENTS", options.script_arguments,
                     "For the script, behind --: -i SECONDS, -m MB, -d PGDATA, --contexts, --no-statements, --no-psql (docs/RECORD.md)");
}

AskedTime moment(const std::string& option, const std::string& text) {
  if (const auto asked = asked_time(text)) return *asked;
  throw std::invalid_argument(
      option + ": cannot read '" + text +
      "' as a time; write 2026-11-21T03:00 (Z or +02:00 behind it where it is not UTC), 03:00, yesterday 03:00 or -2h");
}

void take_times(Options& options) {
  using namespace std::chrono_literals;
  if (!options.since.empty()) options.analyze.since = moment("--since", options.since);
  if (!options.until.empty()) options.analyze.until = moment("--until", options.until);
  options.filter.window = {options.analyze.since, options.analyze.until};
  if (options.around.empty()) return;
  options.analyze.since = options.analyze.until = moment("--around", options.around);
  options.analyze.since->further = -15min;
  options.analyze.until->further = 15min;
}

void add_small(CLI::App& app, Options& options, std::string& form) {
  CLI::App* explain = app.add_subcommand("explain", "The text of a hypothesis, a check, a step or a word of the reports");
  add_language(explain, options);
  explain->add_option("ID", options.what, "e.g. single_backend, overcommit_mode, memcg_oom")->required();
  CLI::App* list = app.add_subcommand("list", "What there is: formats, hypotheses, checks, steps or words");
  list->add_option("WHAT", options.what, "formats, hypotheses, checks, steps or words")
      ->required()
      ->check(CLI::IsMember({"formats", "hypotheses", "checks", "steps", "words"}));
  list->add_flag("--markdown", options.list_as_markdown, "As docs/FORMATS.md, docs/HYPOTHESES.md or docs/STEPS.md");
  CLI::App* manual = app.add_subcommand("manual", "Print the man page, or the completions of a shell");
  manual->add_option("WHAT", form, "man, bash, zsh or fish")->required()->check(CLI::IsMember({"man", "bash", "zsh", "fish"}));
}

void take_command(const CLI::App& app, Options& options, const std::string& form) {
  for (const auto& [name, command] : {std::pair{"scan", Command::scan},
                                      {"compare", Command::compare},
                                      {"here", Command::here},
                                      {"collect", Command::collect},
                                      {"record", Command::record},
                                      {"merge", Command::merge},
                                      {"explain", Command::explain},
                                      {"list", Command::list},
                                      {"manual", Command::manual}})
    if (app.got_subcommand(name)) options.command = command;
  if (options.command == Command::manual) options.what = manual(app, form, explained_ids());
}

}  // namespace

std::optional<int> parse(int argc, char** argv, Options& options) {
  CLI::App app{"laststraw: why did my PostgreSQL server run out of memory, and who did it?", "laststraw"};
  app.set_version_flag("-V,--version", version_text());
  app.formatter(
      std::make_shared<CLI::FormatterLambda>([](const CLI::App* of, const std::string&, CLI::AppFormatMode) { return help_text(*of); }));
  app.require_subcommand(1);
  std::string form;
  add_analyze(app, options);
  add_compare(app, options);
  add_here(app, options);
  add_scan(app, options);
  add_merge(app, options);
  add_collect(app, options);
  add_record(app, options);
  add_small(app, options, form);
  options.typed.assign(argv, argv + argc);
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (const std::string wrong = complete_command(app, words); !wrong.empty()) {
    complain(wrong);
    return kMistake;
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return answer(app, error, words);
  }
  refuse_two_on_standard_output(options);
  take_times(options);
  take_scan(app, options);
  for (const std::string& question : options.analyze.what_ifs) advise::changes_of(question);  // a slip is told before all is read
  take_command(app, options, form);
  return std::nullopt;
}

}  // namespace laststraw::cli
