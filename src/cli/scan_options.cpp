#include <CLI/CLI.hpp>
#include <sstream>

#include "cli/common_options.hpp"

namespace laststraw::cli {

namespace {

constexpr const char* kTimeOfRows =
    "2026-11-21T03:00 (UTC, unless Z or +02:00 follows); 03:00, yesterday 03:00 or -7d count from the newest incident of the scan";

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

void add_metrics(CLI::App* command, Options& options) {
  command
      ->add_option(
          "--metrics", options.metrics,
          "Write counts, outage and last times as OpenMetrics to FILE, - for standard output: for node_exporter's textfile collector")
      ->type_name("FILE");
  command->add_option("--metrics-hosts", options.metrics_hosts, "So many hosts have a label of their own in --metrics; 100, if not given")
      ->check(CLI::Range(0, 100'000))
      ->type_name("N");
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

}  // namespace

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
  add_metrics(scan, options);
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
  add_redact(scan, options);
  add_external(scan, options);
  add_language(scan, options);
  scan->add_flag("--ascii", options.ascii, "No Unicode in the table");
  scan->add_flag("-q,--quiet", options.quiet, "No headings");
}

void add_merge(CLI::App& app, Options& options) {
  CLI::App* merge = app.add_subcommand("merge", "Join the --ndjson of shards in the order an unsharded scan has, and tell their stories");
  merge->add_option("FILE", options.scan.paths, "What the shards wrote")->required();
  merge->add_option("--ndjson", options.ndjson, "Write the lines to FILE; to standard output, if nothing else is asked for")
      ->type_name("FILE");
  merge->add_option("--csv", options.csv, "Write one row an incident to FILE, - for standard output")->type_name("FILE");
  merge->add_option("--html", options.html, "Write the page of all incidents to FILE, - for standard output")->type_name("FILE");
  merge->add_option("--sqlite", options.sqlite, "Write an SQLite database to FILE (docs/FLEET.md)")->type_name("FILE");
  add_metrics(merge, options);
  merge
      ->add_option(
          "--resume", options.scan.resume,
          "Remember in STATE what was read of the files, and do not read it again where they are unchanged; one merge at a time can have it")
      ->type_name("STATE");
  add_language(merge, options);
}

void take_scan(const CLI::App& app, Options& options) {
  if (!app.got_subcommand("scan")) return;
  take_shard(options);
  if (options.scan.paths.empty() && options.files0_from.empty())
    throw std::invalid_argument("scan: nothing to read; give it folders, archives or files, or a list of them with --files0-from");
  if (options.redact && (!options.owners.empty() || !options.filter.hosts.empty()))
    throw std::invalid_argument("--redact leaves no hosts; --owners and --host need them");
  if (options.filter.window.is_relative() && !options.shard.empty())
    throw std::invalid_argument("--since and --until: the newest incident of a shard is not that of all; write a date");
}

}  // namespace laststraw::cli
