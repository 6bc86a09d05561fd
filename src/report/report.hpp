// The whole answer, and what it is shown as: compose() makes a Document of it once, the others are views of that.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "laststraw/advice.hpp"
#include "laststraw/incident.hpp"
#include "laststraw/pictures.hpp"
#include "laststraw/recurrence.hpp"
#include "laststraw/verdict.hpp"
#include "laststraw/why_victim.hpp"
#include "report/document.hpp"
#include "report/fleet_row.hpp"
#include "text/language.hpp"

namespace laststraw {

struct IncidentReport {
  Incident incident;
  Judgement judgement;
  std::vector<ChecklistItem> checklist;
  Environment environment;
  std::vector<Step> steps;
  std::vector<Fragment> fragments;
  std::vector<Tried> what_ifs;  ///< questions of the reader's
  std::optional<WhyVictim> why_victim;
  std::optional<MemoryPicture> memory_picture;
  std::optional<Sliders> sliders;
};

/// So many incidents of one run are explained; --since and --until choose others.
constexpr std::size_t kMostIncidents = 2000;

struct NotSelected {
  int id = 0;
  Instant when;
};

struct Report {
  std::shared_ptr<const Records> records;  ///< incidents point into these
  std::shared_ptr<const PgHistory> history;
  std::shared_ptr<const void> timeline;   ///< and have windows on this
  std::vector<SourceClock> clocks;        ///< one per source
  std::vector<IncidentReport> incidents;  ///< in order of time
  std::vector<Recurrence> recurrences;    ///< what several of them have in common
  std::vector<NotSelected> not_selected;  ///< found, but not asked for (--since, --until, --incident)
  std::vector<Citation> not_understood;   ///< where there is no incident: lines that speak of one and were not understood, a few
  std::vector<Citation> around;           ///< lines around what explains the incidents, by source and line
  std::uint64_t left_out = 0;             ///< incidents beyond kMostIncidents, which nobody was asked about
};

struct TextStyle {
  bool colour = false;
  bool unicode = true;
  int width = 80;
  bool quiet = false;    ///< one line an incident
  bool verbose = false;  ///< all hypotheses, all checks
};

namespace report {

/// The report's series are seen, not copied: it must live as long as the Document.
Document compose(const Report& report);
Incident compose(const Report& report, const IncidentReport& answer);

/// Without what should not leave the company: data, names and comments in statements, users, databases, applications, hosts,
/// addresses, arguments of programs, files' names; each replaced by the same word everywhere. What cannot be followed with certainty
/// is replaced whole. Incidents of a scan: Redactor (redact.hpp).
Document redact(Document document, const std::vector<std::string>& hosts);

struct JsonParts {
  bool series = true;
  bool arguments = true;  ///< of the sentences
  bool pictures = true;   ///< what only a page draws: memory_picture and sliders
};
/// The JSON contract (docs/report.schema.json); indent < 0: one line.
std::string write_json(const Document& document, const Language& in = english(), int indent = 2, JsonParts parts = {});
/// The way back, without series. Its sentences are text in the report's language. Throws std::invalid_argument for what is no such report.
Document read_document(std::string_view json);
/// One line of NDJSON: `schema_version`, `case`, `grouped_by`, then the contract's incident without its series and pictures.
std::string write_line(const CaseIncident& one, const Language& in = english());
/// Its sentences are text in the line's language. Throws std::invalid_argument for what is no such line.
CaseIncident read_line(std::string_view line);

/// All of it, or with `quiet` one line an incident.
std::string write_text(const Document& document, const TextStyle& style, const Language& in = english());
/// What fits on a screen of 40 rows; of several incidents a table, and each in a few lines.
std::string write_short(const Document& document, const TextStyle& style, const Language& in = english());
enum class SummaryForm { text, markdown };
/// To forward: five lines for a chat, and a paragraph for who has to answer for it.
std::string write_summary(const Document& document, SummaryForm form, const Language& in = english());
std::string write_markdown(const Document& document, const Language& in = english());
/// One self-contained page: loads nothing, runs nothing but its own viewer.
std::string write_html(const Document& document, const Language& in = english());
/// A template of the user's own (docs/TEMPLATES.md); `name` is for messages. Throws std::invalid_argument.
std::string write_template(const Document& document, const std::string& name, const std::string& source, const Language& in = english());

std::string csv_header();
std::string csv_row(const CaseIncident& one, const Language& in = english());
std::string table_header();
std::string table_row(const CaseIncident& one, const TextStyle& style, const Language& in = english());

}  // namespace report

/// Many incidents as one HTML page: what happens again and again, causes over time, and each incident with its evidence.
class FleetPage {
 public:
  explicit FleetPage(Language in = english());
  ~FleetPage();
  void add(const report::FleetRow& row);
  std::string render(const report::FleetSummary& summary) const;

 private:
  struct Rows;
  Language in_;
  std::unique_ptr<Rows> rows_;
};

}  // namespace laststraw
