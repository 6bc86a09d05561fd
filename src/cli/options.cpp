#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iostream>
#include <sstream>

#include "advise/what_if.hpp"
#include "cli/command_line.hpp"
#include "cli/complaint.hpp"
#include "cli/explain.hpp"
#include "cli/help.hpp"
#include "cli/manual.hpp"
#include "cli/suggest.hpp"
#include "cli/version.hpp"
#include "judge/hypotheses.hpp"
#include "text/language.hpp"

namespace laststraw::cli {

namespace {

constexpr const char* kRedact =
    "Replace in every report what tells of people, machines and data: literals, numbers, comments and names in statements; users, "
    "databases, applications, hosts, addresses, arguments, files' names. SQL keywords, sizes, times, pids and names of programs stay; "
    "in a scan names of cases go, too (README: A report that may leave the company)";
constexpr const char* kTime =
    "2026-11-21T03:00 (UTC, unless Z or +02:00 follows); 03:00, yesterday 03:00 or -2h count from the newest line that was read";
constexpr const char* kTimeOfRows =
    "2026-11-21T03:00 (UTC, unless Z or +02:00 follows); 03:00, yesterday 03:00 or -7d count from the newest incident of the scan";

void add_language(CLI::App* command, Options& options) {
  std::vector<std::string> known;
  for (const std::string_view name : languages()) known.emplace_back(name);
  command->add_option("--lang", options.language, "Language of the reports")->check(CLI::IsMember(known))->type_name("LANGUAGE");
}

/// For CLI11: an empty text where it is one.
std::string incident_number(const std::string& text) {
  const bool number = !text.empty() && text.size() <= 9 && text.find_first_not_of("0123456789") == std::string::npos &&
                      text.find_first_not_of('0') != std::string::npos;
  return number ? std::string() : "'" + text + "' is no incident's number; they count from 1";
}

/// "64GiB", in bytes; less than any server has is a slip (64 for 64GiB).
std::string size_of_machine(std::string& text) {
  constexpr std::uint64_t kLeast = std::uint64_t{16} << 20, kMost = std::uint64_t{1} << 50;
  const std::string typed = text;
  std::string problem;
  try {
    problem = CLI::AsSizeValue(false)(text);
  } catch (const CLI::ValidationError& error) {
    problem = error.what();
  }
  std::uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (problem.empty() && error == std::errc() && end == text.data() + text.size() && bytes >= kLeast && bytes <= kMost) return {};
  return "'" + typed + "' is no size of a machine's memory; write 64GiB, 512MiB";
}

/// Standard output takes one report.
void refuse_two_on_standard_output(const Options& options) {
  std::string taken;
  for (const auto& [name, where] : {std::pair{"--json", &options.json},
                                    {"--md", &options.markdown},
                                    {"--ndjson", &options.ndjson},
                                    {"--csv", &options.csv},
                                    {"--html", &options.html}}) {
    if (*where != "-") continue;
    if (!taken.empty()) throw std::invalid_argument(taken + " and " + name + " cannot both go to standard output; give one of them a file");
    taken = name;
  }
}

/// What `laststraw analyze` and `laststraw scan` may start.
void add_external(CLI::App* command, Options& options) {
  command->add_flag("--allow-external", options.allow_external,
                    "Let sadf, where it is installed, convert files of sysstat before 11.7.1; nothing else is ever started");
}

/// What analyze and here have in common.
void add_reports(CLI::App* analyze, Options& options) {
  analyze->add_option("--json", options.json, "Write the report as JSON (docs/report.schema.json) to FILE, - for standard output")
      ->type_name("FILE");
  analyze->add_option("--md", options.markdown, "Write the report as Markdown to FILE, - for standard output; with --summary only that")
      ->type_name("FILE");
  analyze->add_option("--html", options.html, "Write the report as one self-contained HTML file, - for standard output")->type_name("FILE");
  analyze->add_option("--template", options.own_template, "Print the report through a template of your own (docs/TEMPLATES.md) instead")
      ->type_name("FILE");
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
  analyze->add_flag("--redact", options.redact, kRedact);
  add_external(analyze, options);
  analyze->add_option("--incident", options.analyze.only_incident, "Report only the incident with this number")
      ->check(incident_number)
      ->type_name("N");
  analyze->add_option("--colour,--color", options.colour, "auto, always or never; NO_COLOR is heeded")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  add_language(analyze, options);
  CLI::Option* quiet = analyze->add_flag("-q,--quiet", options.quiet, "One line an incident");
  CLI::Option* full =
      analyze->add_flag("-f,--full", options.full, "The whole report instead of a screen of it, through a pager on a terminal");
  analyze->add_flag("-v,--verbose", options.verbose, "The same with all hypotheses and all checks")->excludes(quiet);
  full->excludes(quiet);
  analyze->add_flag("--summary", options.summary, "To forward: five lines for a chat and a paragraph for the management")
      ->excludes(quiet)
      ->excludes(full);
  analyze->add_option("--width", options.width, "Columns of the report; the terminal's, or 80 in a file, if not given")
      ->check(CLI::Range(40, 1000))
      ->type_name("N");
  analyze->add_flag("--ascii", options.ascii, "No marks outside of ASCII; so in the C locale");
  analyze->add_flag(
      "--unrecognised", options.unrecognised,
      "List on standard error the inputs that were not recognised, and lines that look like a known format and could not be read");
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
  compare->add_flag("--redact", options.redact, kRedact);
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

/// For CLI11: an empty text where it is one.
std::string cause_id(const std::string& text) {
  std::vector<std::string> known;
  for (const judge::Hypothesis* hypothesis : judge::hypotheses()) known.emplace_back(hypothesis->id);
  if (std::find(known.begin(), known.end(), text) != known.end()) return {};
  return "'" + text + "' is no cause" + did_you_mean(text, known) + "; laststraw list hypotheses";
}

/// Each may be given several times: one of them must match.
void add_filters(CLI::App* scan, Options& options) {
  scan->add_option("--since", options.since, std::string("Only incidents at or after TIME: ") + kTimeOfRows)->type_name("TIME");
  scan->add_option("--until", options.until, "Only incidents at or before TIME")->type_name("TIME");
  scan->add_option(
          "--victim", options.filter.victims,
          "Only incidents with a victim whose program, kind (backend, walsender, ...), user, database or application is like NAME: java*")
      ->type_name("NAME")
      ->allow_extra_args(false);
  scan->add_option("--cause", options.filter.causes, "Only incidents whose likeliest cause is ID (laststraw list hypotheses)")
      ->check(cause_id)
      ->type_name("ID")
      ->allow_extra_args(false);
  scan->add_option("--host", options.filter.hosts, "Only incidents on hosts like NAME: db-*; where no log names the host, its case counts")
      ->type_name("NAME")
      ->allow_extra_args(false);
  scan->add_option("--owners", options.owners, "Say whose each host is: FILE has a pattern and a team a line (docs/FLEET.md)")
      ->type_name("FILE");
}

void add_scan(CLI::App& app, Options& options) {
  CLI::App* scan = app.add_subcommand("scan", "Find and explain every incident in folders of archived logs and bundles");
  scan->add_option("PATH", options.scan.paths, "Folders, archives, files; compressed or not");
  scan->add_option("--files0-from", options.files0_from,
                   "Read more PATHs from FILE, - for standard input; each ends with a zero byte, as find -print0 writes them")
      ->type_name("FILE");
  scan->add_option("--ndjson", options.ndjson, "Write one line of JSON an incident to FILE, - for standard output")->type_name("FILE");
  scan->add_option("--csv", options.csv, "Write one row an incident to FILE, - for standard output")->type_name("FILE");
  scan->add_option("--html", options.html, "Write a page to FILE: what happens again and again, causes over time, each incident")
      ->type_name("FILE");
  scan->add_option("--sqlite", options.sqlite, "Write incidents, settings and stories as an SQLite database to FILE (docs/FLEET.md)")
      ->type_name("FILE");
  scan->add_option("--reports", options.reports,
                   "Write the whole HTML report of each case with incidents into FOLDER; the page of --html links them")
      ->type_name("FOLDER");
  scan->add_option("-j,--jobs", options.scan.jobs, "Processes at one time; as many as there are cores, if not given")
      ->check(CLI::Range(1, 1024))
      ->type_name("N");
  scan->add_option("--max-memory", options.scan.max_memory,
                   "What may be held of the logs at one time; a quarter of the RAM, if not given: 2GiB")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("SIZE");
  scan->add_option("--resume", options.scan.resume,
                   "Remember in STATE what was done, and do not do it again where nothing changed; one scan at a time can have it")
      ->type_name("STATE");
  scan->add_option("--shard", options.shard, "Do only the I-th of N parts: 2/4; laststraw merge joins them")->type_name("I/N");
  scan->add_option("--tz", options.scan.zone, "Time zone of stamps that print none: Europe/Berlin or +02:00")->type_name("ZONE");
  scan->add_option("--ram", options.scan.ram_bytes, "RAM of the machines, where no input tells: 64GiB")
      ->transform(CLI::Validator(size_of_machine, ""))
      ->type_name("SIZE");
  add_filters(scan, options);
  scan->add_flag("--redact", options.redact, kRedact);
  add_external(scan, options);
  add_language(scan, options);
  scan->add_flag("--ascii", options.ascii, "No Unicode in the table");
  scan->add_flag("-q,--quiet", options.quiet, "No headings");
  CLI::App* merge = app.add_subcommand("merge", "Join the --ndjson of shards in the order an unsharded scan has, and tell their stories");
  merge->add_option("FILE", options.scan.paths, "What the shards wrote")->required();
  merge->add_option("--ndjson", options.ndjson, "Write the lines to FILE; to standard output, if nothing else is asked for")
      ->type_name("FILE");
  merge->add_option("--csv", options.csv, "Write one row an incident to FILE, - for standard output")->type_name("FILE");
  merge->add_option("--html", options.html, "Write the page of all incidents to FILE, - for standard output")->type_name("FILE");
  merge->add_option("--sqlite", options.sqlite, "Write an SQLite database to FILE (docs/FLEET.md)")->type_name("FILE");
  add_language(merge, options);
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

/// "2/4"
void take_shard(Options& options) {
  if (options.shard.empty()) return;
  constexpr unsigned long kMostShards = 100'000;
  unsigned long part = 0, of = 0;
  char slash = 0;
  std::istringstream text(options.shard);
  if (!(text >> part >> slash >> of) || slash != '/' || part < 1 || part > of || of > kMostShards ||
      text.peek() != std::istringstream::traits_type::eof())
    throw std::invalid_argument("--shard: '" + options.shard + "' is no part; write 1/4 to 4/4, of 100000 parts at most");
  options.scan.shard = part;
  options.scan.shards = of;
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

/// What a scan is to read, and what it cannot be asked at one time.
void take_scan(const CLI::App& app, Options& options) {
  if (!app.got_subcommand("scan")) return;
  if (options.scan.paths.empty() && options.files0_from.empty())
    throw std::invalid_argument("scan: nothing to read; give it folders, archives or files, or a list of them with --files0-from");
  if (options.redact && (!options.owners.empty() || !options.filter.hosts.empty()))
    throw std::invalid_argument("--redact leaves no hosts; --owners and --host need them");
  if (options.filter.window.is_relative() && !options.shard.empty())
    throw std::invalid_argument("--since and --until: the newest incident of a shard is not that of all; write a date");
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
    // CLI11 numbers its errors from 100 on; to our users every mistake is 2.
    const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
    if (const std::string unknown = extra ? unknown_option(app, words) : std::string(); !unknown.empty()) {
      complain(unknown);
      return kMistake;
    }
    std::ostringstream mistake;
    const int status = app.exit(error, std::cout, mistake);
    complain_lines(mistake.str());
    return status == 0 ? 0 : kMistake;
  }
  refuse_two_on_standard_output(options);
  take_times(options);
  take_scan(app, options);
  for (const std::string& question : options.analyze.what_ifs) advise::changes_of(question);  // a slip is told before all is read
  take_shard(options);
  take_command(app, options, form);
  return std::nullopt;
}

}  // namespace laststraw::cli
