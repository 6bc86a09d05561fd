// One incident of a scan as a row of a table or of CSV.
#include <array>
#include <charconv>

#include "report/format.hpp"
#include "report/json_writer.hpp"
#include "report/report.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

Text culprit(const Incident& incident) { return incident.culprit ? incident.culprit->who : Text(); }

/// As JSON writes it; empty where it is not known.
template <class Value>
std::string number_text(const std::optional<Value>& value) {
  JsonWriter write(-1);
  if (value) write.value(*value);
  return write.take();
}

struct Cell {
  const char* name;
  Text (*of)(const CaseIncident& one);
};
const std::array<Cell, 16> kCells{{
    {"case", [](const CaseIncident& i) { return Text(i.case_name); }},
    {"id", [](const CaseIncident& i) { return Text(std::to_string(i.incident.id)); }},
    {"at", [](const CaseIncident& i) { return Text(i.incident.at); }},
    {"host", [](const CaseIncident& i) { return Text(i.incident.host); }},
    {"outcome", [](const CaseIncident& i) { return Text(std::string(word(i.incident.outcome))); }},
    {"scope", [](const CaseIncident& i) { return Text(i.incident.scope.value_or("")); }},
    {"verdict", [](const CaseIncident& i) { return Text(std::string(word(i.incident.verdict))); }},
    {"cause", [](const CaseIncident& i) { return Text(leading(i.incident).cause); }},
    {"likelihood", [](const CaseIncident& i) { return Text(number_text(std::optional(leading(i.incident).likelihood))); }},
    {"culprit", [](const CaseIncident& i) { return Text(culprit(i.incident)); }},
    {"victim", [](const CaseIncident& i) { return Text(i.incident.victim ? i.incident.victim->who : Text()); }},
    {"down_s", [](const CaseIncident& i) { return Text(number_text(i.incident.postgres.down_s)); }},
    {"sessions_lost", [](const CaseIncident& i) { return Text(number_text(i.incident.postgres.sessions_lost)); }},
    {"summary", [](const CaseIncident& i) { return Text(i.incident.summary); }},
    {"uid", [](const CaseIncident& i) { return Text(i.incident.uid); }},
    {"owner", [](const CaseIncident& i) { return Text(i.owner); }},
}};

bool is_number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

/// RFC 4180, and nothing that a spreadsheet would take for a formula: neither where the cell begins, nor where it would begin if ";"
/// or a tab separated, as in countries that write a decimal comma. Quotes do not help there: they are only quotes at a cell's beginning.
std::string csv_cell(const std::string& text) {
  const std::string line = harmless(text);
  const bool number = is_number(line);
  std::string safe;
  bool begins = true;
  for (const char c : line) {
    if (begins && !number && std::string_view("=+-@").find(c) != std::string_view::npos) safe += '\'';
    if (c != ' ' && c != '"') begins = c == ';';
    safe += c;
  }
  if (safe.find_first_of(",;\"\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string column(const std::string& text, std::size_t width, bool unicode) {
  return padded(cut(harmless(text), width, unicode), width) + "  ";
}

}  // namespace

std::string csv_header() {
  std::string row;
  for (const Cell& cell : kCells) row += (row.empty() ? "" : ",") + std::string(cell.name);
  return row + "\r\n";
}

std::string csv_row(const CaseIncident& one, const Language& in) {
  std::string row;
  for (std::size_t i = 0; i < kCells.size(); ++i) row += (i > 0 ? "," : "") + csv_cell(in(kCells[i].of(one)));
  return row + "\r\n";
}

std::string table_header() { return "when (UTC)           case                  outcome         verdict     likelihood and cause\n"; }

std::string table_row(const CaseIncident& one, const TextStyle& style, const Language& in) {
  const Incident& incident = one.incident;
  std::string row = column(short_time(incident.at).substr(0, 19), 19, style.unicode) + column(one.case_name, 20, style.unicode) +
                    column(in.words(word(incident.outcome)), 14, style.unicode) +
                    column(in.words(word(incident.verdict)), 10, style.unicode) + likelihood_words(leading(incident).likelihood) + " " +
                    in.words(leading(incident).cause);
  if (const std::string who = in(culprit(incident)); !who.empty()) row += ": " + harmless(who);
  return cut(row, static_cast<std::size_t>(style.width), style.unicode) + "\n";
}

}  // namespace laststraw::report
