// The terminal report. It sees the JSON contract and nothing else.
#include "report/format.hpp"
#include "report/text_parts.hpp"

namespace laststraw {

namespace {

using namespace report;

void write_person(Paper& paper, const char* label, const Json& person, Tone tone) {
  if (!person.is_object()) return;
  std::string text = person_text(person);
  if (const std::int64_t anon = bytes_of(person, "anon_bytes"); anon > 0) text += ", " + human_bytes(anon) + " private";
  paper.line(std::string("  ") + label + text, tone);
  if (const std::string statement = text_of(person, "statement"); !statement.empty()) paper.line("              " + statement, Tone::dim);
}

void write_culprit(Paper& paper, const Json& incident) {
  const Json& leading = incident.at("hypotheses").front();
  const Json& culprit = leading.at("culprit");
  if (text_of(incident, "verdict") == "undecided" || !culprit.is_object()) return;
  std::string text = culprit_text(culprit);
  if (const std::int64_t bytes = bytes_of(culprit, "bytes"); bytes > 0) text += ", " + human_bytes(bytes);
  paper.line("  culprit     " + text, Tone::bad);
  if (const std::string statement = text_of(culprit, "statement"); !statement.empty()) paper.line("              " + statement, Tone::dim);
}

std::string facts_line(const Json& incident) {
  std::string line = short_time(text_of(incident, "at")) + " UTC, " + text_of(incident, "outcome");
  if (const std::string scope = text_of(incident, "scope"); !scope.empty()) line += " (" + scope + ")";
  const Json& postgres = incident.at("postgres");
  if (const std::string version = text_of(postgres, "version"); !version.empty()) line += ", PostgreSQL " + version;
  if (postgres.at("down_s").is_number()) {
    const double down = postgres.at("down_s").get<double>();
    line += ", down " + seconds_text(down);
  } else if (postgres.value("crashed", false)) {
    line += ", down until the end of the log";
  }
  if (postgres.at("sessions_lost").is_number()) line += ", " + std::to_string(bytes_of(postgres, "sessions_lost")) + " sessions lost";
  return line;
}

Tone verdict_tone(const std::string& verdict) { return verdict == "undecided" ? Tone::warn : Tone::bold; }

void write_incident(Paper& paper, const Json& incident) {
  const std::string verdict = text_of(incident, "verdict");
  paper.line("INCIDENT " + std::to_string(bytes_of(incident, "id")) + "  " +
                 (verdict == "last_straw" ? "last straw" : verdict), verdict_tone(verdict));
  paper.paragraph("  ", text_of(incident, "summary"), verdict_tone(verdict));
  paper.paragraph("  ", facts_line(incident));
  paper.blank();
  write_culprit(paper, incident);
  write_person(paper, "invoker     ", incident.at("invoker"), Tone::warn);
  std::size_t n = 0;
  for (const Json& victim : incident.at("victims")) {
    if (++n > 3 && !paper.style().verbose) continue;
    write_person(paper, "victim      ", victim, Tone::plain);
  }
  if (n > 3 && !paper.style().verbose) paper.line("              and " + std::to_string(n - 3) + " more victims", Tone::dim);
  write_ledger(paper, incident.at("ledger"));
  write_decline(paper, incident);
  write_contexts(paper, incident.at("memory_contexts"));
  write_hypotheses(paper, incident.at("hypotheses"));
  write_timeline(paper, incident.at("timeline"));
  write_checklist(paper, incident);
}

std::string quiet_line(const Json& incident) {
  const Json& leading = incident.at("hypotheses").front();
  return short_time(text_of(incident, "at")) + "  " + text_of(incident, "outcome") + "  " + text_of(incident, "verdict") + "  " +
         likelihood_words(leading.value("likelihood", 0.0)) + " " + text_of(leading, "cause") + ": " + text_of(incident, "summary");
}

void write_nothing_found(Paper& paper, const Json& json) {
  std::size_t read = 0;
  for (const Json& input : json.at("inputs"))
    if (!text_of(input, "format").empty()) ++read;
  if (json.at("inputs").empty())
    paper.paragraph("", "No incident: there is nothing to read here, not one file.", Tone::bold);
  else if (read == 0)
    paper.paragraph("", "No incident: none of the " + std::to_string(json.at("inputs").size()) +
                            " inputs is in a format known here (laststraw list formats).", Tone::bold);
  else
    paper.paragraph("", "No incident: no OOM kill, no death by signal 9 and no refused memory in what was read.", Tone::bold);
}

}  // namespace

std::string render_text(const std::string& text, const TextStyle& style) {
  const Json json = Json::parse(text);
  Paper paper(style);
  if (style.quiet) {
    for (const Json& incident : json.at("incidents")) paper.line(quiet_line(incident));
    if (json.at("incidents").empty()) write_nothing_found(paper, json);
    return paper.take();
  }
  if (json.at("incidents").empty()) write_nothing_found(paper, json);
  bool first = true;
  for (const Json& incident : json.at("incidents")) {
    if (!first) paper.blank(), paper.blank();
    write_incident(paper, incident);
    first = false;
  }
  write_inputs(paper, json.at("inputs"));
  return paper.take();
}

}  // namespace laststraw
