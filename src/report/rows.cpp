// One line of a scan's NDJSON as a row of a table or of CSV.
#include <array>

#include "report/report.hpp"
#include "report/format.hpp"
#include "report/text_parts.hpp"
#include "text/say.hpp"

namespace laststraw {

namespace {

using namespace report;

struct Cell { const char* name; std::string (*of)(const Json& incident); };

const Json& leading(const Json& incident) { return incident.at("hypotheses").front(); }

std::string culprit(const Json& incident) {
  const Json& one = leading(incident).at("culprit");
  return text_of(incident, "verdict") == "undecided" || !one.is_object() ? std::string() : culprit_text(one);
}

std::string number_text(const Json& value) { return value.is_number() ? value.dump() : std::string(); }

const std::array<Cell, 14> kCells{{
    {"case", [](const Json& i) { return text_of(i, "case"); }},
    {"id", [](const Json& i) { return std::to_string(bytes_of(i, "id")); }},
    {"at", [](const Json& i) { return text_of(i, "at"); }},
    {"host", [](const Json& i) { return text_of(i, "host"); }},
    {"outcome", [](const Json& i) { return text_of(i, "outcome"); }},
    {"scope", [](const Json& i) { return text_of(i, "scope"); }},
    {"verdict", [](const Json& i) { return text_of(i, "verdict"); }},
    {"cause", [](const Json& i) { return text_of(leading(i), "cause"); }},
    {"likelihood", [](const Json& i) { return number_text(leading(i).at("likelihood")); }},
    {"culprit", culprit},
    {"victim", [](const Json& i) { return i.at("victim").is_object() ? person_text(i.at("victim")) : std::string(); }},
    {"down_s", [](const Json& i) { return number_text(i.at("postgres").at("down_s")); }},
    {"sessions_lost", [](const Json& i) { return number_text(i.at("postgres").at("sessions_lost")); }},
    {"summary", [](const Json& i) { return text_of(i, "summary"); }},
}};

/// RFC 4180, and nothing that a spreadsheet would take for a formula.
std::string csv_cell(const std::string& text) {
  std::string safe = harmless(text);
  const bool number = !safe.empty() && safe.find_first_not_of("0123456789.-e") == std::string::npos;
  if (!safe.empty() && !number && std::string_view("=+-@\t\r").find(safe.front()) != std::string_view::npos) safe.insert(0, 1, '\'');
  if (safe.find_first_of(",\"\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string column(const std::string& text, std::size_t width, bool unicode) { return padded(cut(harmless(text), width, unicode), width) + "  "; }

}  // namespace

std::string csv_header() {
  std::string row;
  for (const Cell& cell : kCells) row += (row.empty() ? "" : ",") + std::string(cell.name);
  return row + "\r\n";
}

std::string csv_row(const std::string& line) {
  const Json incident = Json::parse(line);
  std::string row;
  for (std::size_t i = 0; i < kCells.size(); ++i) row += (i > 0 ? "," : "") + csv_cell(kCells[i].of(incident));
  return row + "\r\n";
}

std::string table_header() { return "when (UTC)           case                  outcome         verdict     likelihood and cause\n"; }

std::string table_row(const std::string& line, const TextStyle& style) {
  const Json incident = Json::parse(line);
  std::string row = column(short_time(text_of(incident, "at")).substr(0, 19), 19, style.unicode) + column(text_of(incident, "case"), 20, style.unicode) +
                    column(in_words(text_of(incident, "outcome")), 14, style.unicode) + column(in_words(text_of(incident, "verdict")), 10, style.unicode) +
                    likelihood_words(leading(incident).value("likelihood", 0.0)) + " " + in_words(text_of(leading(incident), "cause"));
  if (const std::string who = culprit(incident); !who.empty()) row += ": " + harmless(who);
  return cut(row, static_cast<std::size_t>(style.width), style.unicode) + "\n";
}

}  // namespace laststraw
