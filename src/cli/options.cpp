#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <sstream>

#include "advise/what_if.hpp"
#include "cli/complaint.hpp"
#include "cli/manual.hpp"
#include "cli/version.hpp"
#include "laststraw/parsers/iso_time.hpp"
#include "text/say.hpp"

namespace laststraw::cli {

namespace {

constexpr const char* kFooter = R"(
Exit status: 0 an incident was found and explained; 1 inputs were read, no incident in them;
2 usage or input/output error (what could be read is reported all the same);
3 an incident was found but the evidence does not decide;
4 nothing can be said: none of the inputs is in a known form, or lines that speak of an incident could not be read.

Inputs are recognised by content, not by name: `laststraw list formats` shows all with a sample each. Archives and
compressed files (tar, zip, 7z; gz, zst, xz, bz2, lz4) are read in memory; only a binary journal or an old saDD file
is copied to a temporary file (in /dev/shm where that can be), which goes when it has been read. Links, pipes and devices
in folders and archives are not followed; of files that are mostly holes the data is read, up to 256 MiB.
Limits: 4 GiB unpacked in all, 16 GiB with what is passed over, 100,000 members of archives (folders, links and empty
files, too), compressed four times over, an archive in an archive but no deeper, 2000 times the packed size, 1 GiB from standard input; 20,000 kernel reports, 5,000,000 rows of task tables,
100,000 system events, 2000 explained incidents a run. What is left out is named in the report.
scan holds at most --max-memory of the logs at one time (a quarter of the RAM, if not given).
Nothing of the input is executed, written to or sent anywhere.)";

constexpr const char* kRedact =
    "Replace in every report what tells of people, machines and data: literals, numbers, comments and all names in statements; users, databases, applications, hosts, addresses; "
    "programs' arguments; settings' free text; files' names; and all of a quoted line that is not certain. SQL keywords, sizes, times, pids, names of programs stay. "
    "In a scan also names of cases and files, problems, and what --resume remembers";

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

void add_analyze(CLI::App& app, Options& options) {
  CLI::App* analyze = app.add_subcommand("analyze", "Explain the incidents in a bundle folder, an archive or in files");
  analyze->add_option("PATH", options.analyze.paths, "Bundle folders, archives, files, - for standard input")->required();
  analyze->add_option("--json", options.json, "Write the report as JSON (docs/report.schema.json) to FILE, - for standard output")
      ->type_name("FILE");
  analyze->add_option("--md", options.markdown, "Write the report as Markdown to FILE, - for standard output")->type_name("FILE");
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
  analyze->add_option("--since", options.since, "Only incidents at or after TIME: 2026-11-21T03:00, UTC where no zone is given")
      ->type_name("TIME");
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
  analyze->add_option("--incident", options.analyze.only_incident, "Report only the incident with this number")
      ->check(incident_number)
      ->type_name("N");
  analyze->add_option("--colour,--color", options.colour, "auto, always or never; NO_COLOR is heeded")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  add_language(analyze, options);
  analyze->add_flag("--ascii", options.ascii, "No Unicode bars in the terminal report");
  analyze->add_flag("-q,--quiet", options.quiet, "One line an incident");
  analyze->add_flag("-v,--verbose", options.verbose, "All hypotheses and all checks");
  analyze->add_flag("--unrecognised", options.unrecognised,
                    "List the lines that looked like ours and could not be read, on standard error");
}

void add_scan(CLI::App& app, Options& options) {
  CLI::App* scan = app.add_subcommand("scan", "Find and explain every incident in folders of archived logs and bundles");
  scan->add_option("PATH", options.scan.paths, "Folders, archives, files; compressed or not")->required();
  scan->add_option("--ndjson", options.ndjson, "Write one line of JSON an incident to FILE, - for standard output")->type_name("FILE");
  scan->add_option("--csv", options.csv, "Write one row an incident to FILE, - for standard output")->type_name("FILE");
  scan->add_option("--html", options.html, "Write a page of all incidents by host, cause and week to FILE")->type_name("FILE");
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
  scan->add_flag("--redact", options.redact, kRedact);
  add_language(scan, options);
  scan->add_flag("--ascii", options.ascii, "No Unicode in the table");
  scan->add_flag("-q,--quiet", options.quiet, "No headings");
  CLI::App* merge = app.add_subcommand("merge", "Join the --ndjson of shards in the order an unsharded scan has");
  merge->add_option("FILE", options.scan.paths, "What the shards wrote")->required();
  merge->add_option("--ndjson", options.ndjson, "Write to FILE instead of standard output")->type_name("FILE");
}

void add_collect(CLI::App& app, Options& options) {
  CLI::App* collect = app.add_subcommand("collect", "Print the script that collects a bundle on a server, read-only; or run it here");
  collect->add_option("-o", options.script, "Write the script to FILE instead of standard output")->type_name("FILE");
  collect->add_flag("--run", options.run,
                    "Run it here; what follows -- goes to it: laststraw collect --run -- -o bundle.tar.gz -t '2026-11-21 03:00'");
  collect->add_option("ARGUMENTS", options.script_arguments, "For the script")->needs("--run");
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

/// "2026-11-21 03:02", with or without seconds and zone.
WallTime moment(const std::string& option, std::string text) {
  if (text.size() == 10) text += "T00:00";
  if (text.size() >= 16 && (text.size() == 16 || text[16] != ':')) text.insert(16, ":00");
  std::string_view rest = text;
  const auto stamp = support::take_iso_time(rest);
  if (!stamp || !stamp->civil || !rest.empty() || !stamp->zone.empty())
    throw std::invalid_argument(option + ": '" + text +
                                "' is no time; write 2026-11-21T03:00, with Z or +02:00 behind it where it is not UTC");
  return WallTime{*stamp->civil - Micros(stamp->utc_offset.value_or(std::chrono::minutes{0}))};
}

void take_times(Options& options) {
  using namespace std::chrono_literals;
  if (!options.since.empty()) options.analyze.since = moment("--since", options.since);
  if (!options.until.empty()) options.analyze.until = moment("--until", options.until);
  if (options.around.empty()) return;
  const WallTime at = moment("--around", options.around);
  options.analyze.since = at - 15min;
  options.analyze.until = at + 15min;
}

}  // namespace

std::optional<int> parse(int argc, char** argv, Options& options) {
  CLI::App app{"laststraw: why did my PostgreSQL server run out of memory, and who did it?", "laststraw"};
  app.set_version_flag("--version", version_text());
  app.footer(kFooter);
  app.require_subcommand(1);
  add_analyze(app, options);
  add_scan(app, options);
  add_collect(app, options);
  CLI::App* explain = app.add_subcommand("explain", "The text of a hypothesis, a checklist item, a step or a word of the reports");
  add_language(explain, options);
  explain->add_option("ID", options.what, "e.g. single_backend, overcommit_mode")->required();
  CLI::App* list = app.add_subcommand("list", "What there is: formats, hypotheses, checks or steps");
  list->add_option("WHAT", options.what, "formats, hypotheses, checks or steps")
      ->required()
      ->check(CLI::IsMember({"formats", "hypotheses", "checks", "steps"}));
  std::string form;
  CLI::App* manual_command = app.add_subcommand("manual", "Print the man page, or the completions of a shell");
  manual_command->add_option("WHAT", form, "man, bash, zsh or fish")->required()->check(CLI::IsMember({"man", "bash", "zsh", "fish"}));
  list->add_flag("--markdown", options.list_as_markdown, "As docs/FORMATS.md, docs/HYPOTHESES.md or docs/STEPS.md");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 numbers its errors from 100 on; to our users every mistake is 2.
    std::ostringstream mistake;
    const int status = app.exit(error, std::cout, mistake);
    complain_lines(mistake.str());
    return status == 0 ? 0 : kMistake;
  }
  refuse_two_on_standard_output(options);
  take_times(options);
  for (const std::string& question : options.analyze.what_ifs) advise::changes_of(question);  // a slip is told before all is read
  take_shard(options);
  if (app.got_subcommand("scan")) options.command = Command::scan;
  if (app.got_subcommand("collect")) options.command = Command::collect;
  if (app.got_subcommand("merge")) options.command = Command::merge;
  if (explain->parsed()) options.command = Command::explain;
  if (list->parsed()) options.command = Command::list;
  if (manual_command->parsed()) options.command = Command::manual, options.what = manual(app, form);
  return std::nullopt;
}

}  // namespace laststraw::cli
