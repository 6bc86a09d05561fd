// The terminal report. It sees the JSON contract and nothing else.
#include "report/format.hpp"
#include "report/text_parts.hpp"
#include "text/say.hpp"

namespace laststraw {

namespace {

using namespace report;

constexpr std::size_t kLabel = 12;

std::string label(const std::string& text) { return "  " + padded(text, kLabel); }

void write_statement(Paper& paper, const Json& person) {
  if (const std::string statement = text_of(person, "statement"); !statement.empty()) paper.line(label("") + statement, Tone::dim);
}

void write_person(Paper& paper, const std::string& what, const Json& person, Tone tone) {
  if (!person.is_object()) return;
  std::string text = person_text(person);
  if (const std::int64_t anon = bytes_of(person, "anon_bytes"); anon > 0) text = say("{0}, {1} private", text, human_bytes(anon));
  paper.line(label(what) + text, tone);
  write_statement(paper, person);
}

void write_culprit(Paper& paper, const Json& incident) {
  const Json& leading = incident.at("hypotheses").front();
  const Json& culprit = leading.at("culprit");
  if (text_of(incident, "verdict") == "undecided" || !culprit.is_object()) return;
  std::string text = culprit_text(culprit);
  if (const std::int64_t bytes = bytes_of(culprit, "bytes"); bytes > 0) text += ", " + human_bytes(bytes);
  paper.line(label(say("culprit")) + text, Tone::bad);
  write_statement(paper, culprit);
}

std::string facts_line(const Json& incident) {
  std::string line = dated_text(text_of(incident, "at")) + ", " + in_words(text_of(incident, "outcome"));
  if (const std::string scope = text_of(incident, "scope"); !scope.empty()) line += " (" + in_words(scope) + ")";
  const Json& postgres = incident.at("postgres");
  if (const std::string version = text_of(postgres, "version"); !version.empty()) line += ", PostgreSQL " + version;
  if (postgres.at("down_s").is_number()) {
    const double down = postgres.at("down_s").get<double>();
    line += say(", down {0}", seconds_text(down));
  } else if (postgres.value("stays_down", false)) {
    line += say(", the postmaster itself was killed: the server does not come back by itself");
  } else if (postgres.value("crashed", false) && postgres.value("log_covers", false)) {
    line += say(", down until the end of the log");
  }
  if (postgres.at("sessions_lost").is_number()) line += say(", {0} sessions lost", bytes_of(postgres, "sessions_lost"));
  return line;
}

Tone verdict_tone(const std::string& verdict) { return verdict == "undecided" ? Tone::warn : Tone::bold; }

void write_incident(Paper& paper, const Json& incident) {
  const std::string verdict = text_of(incident, "verdict");
  paper.line(say("INCIDENT {0}", bytes_of(incident, "id")) + "  " + (verdict == "last_straw" ? say("last straw") : in_words(verdict)), verdict_tone(verdict));
  paper.paragraph("  ", text_of(incident, "summary"), verdict_tone(verdict));
  paper.paragraph("  ", facts_line(incident));
  paper.blank();
  write_culprit(paper, incident);
  write_person(paper, say("invoker"), incident.at("invoker"), Tone::warn);
  std::size_t n = 0;
  for (const Json& victim : incident.at("victims")) {
    if (++n > 3 && !paper.style().verbose) continue;
    write_person(paper, say("victim"), victim, Tone::plain);
  }
  if (n > 3 && !paper.style().verbose) paper.line(label("") + say("and {0} more victims", n - 3), Tone::dim);
  write_ledger(paper, incident.at("ledger"));
  write_decline(paper, incident);
  write_contexts(paper, incident.at("memory_contexts"));
  write_hypotheses(paper, incident.at("hypotheses"));
  write_timeline(paper, incident.at("timeline"));
  write_checklist(paper, incident);
}

std::string quiet_line(const Json& incident) {
  const Json& leading = incident.at("hypotheses").front();
  return short_time(text_of(incident, "at")) + "  " + in_words(text_of(incident, "outcome")) + "  " + in_words(text_of(incident, "verdict")) + "  " +
         likelihood_words(leading.value("likelihood", 0.0)) + " " + text_of(leading, "cause") + ": " + text_of(incident, "summary");
}

void write_nothing_found(Paper& paper, const Json& json) {
  std::size_t read = 0;
  for (const Json& input : json.at("inputs"))
    if (!text_of(input, "format").empty()) ++read;
  if (json.at("inputs").empty())
    paper.paragraph("", say("No incident: there is nothing to read here, not one file."), Tone::bold);
  else if (read == 0)
    paper.paragraph("", say("No incident: none of the {0} inputs is in a format known here (laststraw list formats).", json.at("inputs").size()), Tone::bold);
  else
    paper.paragraph("", say("No incident: no OOM kill, no death by signal 9 and no refused memory in what was read."), Tone::bold);
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
  if (const std::int64_t more = bytes_of(json, "incidents_left_out"); more > 0) {
    paper.blank();
    paper.paragraph("", say("{0} later incidents are not explained; choose with --since and --until.", more), Tone::warn);
  }
  write_inputs(paper, json.at("inputs"));
  return paper.take();
}

}  // namespace laststraw
