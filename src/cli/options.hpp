// What the user typed.
#pragma once

#include <optional>
#include <string>

#include "analyze/analyze.hpp"
#include "scan/owners.hpp"
#include "scan/row_filter.hpp"
#include "scan/scan.hpp"

namespace laststraw::cli {

enum class Command { analyze, compare, here, scan, merge, collect, record, explain, list, manual };

struct Options {
  Command command = Command::analyze;
  std::vector<std::string> typed;  ///< the command line as it was typed
  AnalyzeOptions analyze;
  scan::ScanOptions scan;                                 ///< its paths are those of merge, too
  std::string sqlite;                                     ///< scan, merge: the database to write; empty: none
  std::string ndjson, csv, metrics;                       ///< as html
  std::size_t metrics_hosts = 100;                        ///< scan, merge: so many have a label of their own in metrics
  std::string reports;                                    ///< scan: the folder for whole reports; empty: none
  std::string shard;                                      ///< as typed
  scan::RowFilter filter;                                 ///< scan: of incidents, after they are judged
  std::string owners;                                     ///< scan: the file that says whose hosts are; empty: none
  std::string files0_from;                                ///< scan: a list of more paths; empty: none
  std::string html, markdown, json, own_template;         ///< where to write; "-" is standard output, empty: not asked for
  std::string format;                                     ///< a form for pipelines on standard output (report/pipeline.hpp); empty: none
  std::vector<std::string> fail_on;                       ///< what makes the exit status kNamed; empty: nothing
  std::string since, until, around;                       ///< as typed
  std::string script = "-";                               ///< collect, record: where the script is written
  bool run = false;                                       ///< collect, record: run it
  bool install = false, uninstall = false, unit = false;  ///< record
  std::vector<std::string> script_arguments;
  std::string keep;               ///< here: where the bundle stays; empty: nowhere
  std::string what;               ///< explain: the id; list: the list's name; manual: its text
  std::string colour = "auto";    ///< auto, always, never
  std::string language = "en";    ///< of reports and of explain
  bool redact = false;            ///< every report without data, people and machines
  bool allow_external = false;    ///< programs of this machine may convert what is not read here
  bool list_as_markdown = false;  ///< list --markdown: the document in docs/
  bool ascii = false, quiet = false, verbose = false, unrecognised = false;
  bool full = false;     ///< the whole report on the terminal, not a screen of it
  bool summary = false;  ///< five lines and a paragraph instead
  int width = 0;         ///< of the terminal's report; 0: as wide as it is
};

/// Parses the command line. An exit status where there is nothing left to do (--help, --version, a mistake);
/// its text has then been printed: help on standard output, mistakes on standard error.
std::optional<int> parse(int argc, char** argv, Options& options);

/// Exit statuses (README.md).
constexpr int kExplained = 0, kNoIncident = 1, kMistake = 2, kUndecided = 3, kNothingToSay = 4, kNamed = 5;

}  // namespace laststraw::cli
