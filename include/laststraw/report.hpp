// The whole answer. src/report/ turns it into the JSON contract; every other form is a view of that JSON.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "laststraw/incident.hpp"
#include "laststraw/verdict.hpp"

namespace laststraw {

struct IncidentReport {
  Incident incident;
  Judgement judgement;
  std::vector<ChecklistItem> checklist;
  std::map<std::string, std::string> fragments;   ///< file name to text: "postgresql.conf", "sysctl.conf", "systemd"
};

/// So many incidents of one run are explained; --since and --until choose others.
constexpr std::size_t kMostIncidents = 2000;

struct Report {
  std::shared_ptr<const Records> records;         ///< incidents point into these
  std::shared_ptr<const PgHistory> history;
  std::shared_ptr<const void> timeline;           ///< and have windows on this
  std::vector<SourceClock> clocks;                ///< one per source
  std::vector<IncidentReport> incidents;          ///< in order of time
  std::uint64_t left_out = 0;                     ///< incidents beyond kMostIncidents, which nobody was asked about
};

/// The JSON contract (docs/report.schema.json), as text; indent < 0: one line. Without its series, which are most of it, for
/// views that show none of them.
std::string to_json(const Report& report, int indent = 2, bool with_series = true);

/// The contract without what should not leave the company: literals and comments in statements, user names, addresses and host
/// names, each replaced by the same word everywhere. Names of databases, tables, applications, programs and files stay.
std::string redact(const std::string& json, const std::vector<std::string>& hosts);
/// The same of one line of a scan.
std::string redact_line(const std::string& line);

/// One line of JSON an incident: `schema_version`, `case`, `grouped_by`, then the contract's incident without its series.
std::vector<std::string> to_json_lines(const Report& report, const std::string& case_name, const std::string& grouped_by);

struct TextStyle {
  bool colour = false;
  bool unicode = true;
  int width = 80;
  bool quiet = false;                             ///< one line an incident
  bool verbose = false;                           ///< all hypotheses, all checks
};

/// Views of the JSON contract: `text` is what to_json() made, or what a --json file holds.
std::string render_text(const std::string& text, const TextStyle& style);
std::string render_markdown(const std::string& text);
/// One self-contained page: loads nothing, runs nothing but its own viewer.
std::string render_html(const std::string& text);
/// A template of the user's own (docs/TEMPLATES.md); `name` is for messages. Throws std::invalid_argument.
std::string render_template(const std::string& text, const std::string& name, const std::string& source);

/// Views of one such line.
std::string csv_header();
std::string csv_row(const std::string& line);
std::string table_header();
std::string table_row(const std::string& line, const TextStyle& style);

/// Many such lines as one HTML page: counts by cause, host and week, and each incident with its evidence.
class FleetPage {
 public:
  FleetPage();
  ~FleetPage();
  /// `link`: where its whole report is, relative to the page; empty: nowhere.
  void add(const std::string& line, const std::string& link = {});
  std::string render() const;

 private:
  struct Counts;
  std::unique_ptr<Counts> counts_;
};

}  // namespace laststraw
