// The terminal report of a Document.
#include <algorithm>
#include <span>

#include "report/format.hpp"
#include "report/text_parts.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

constexpr std::size_t kLabel = 12;

std::string label(const Paper& paper, const Text& text) { return "  " + padded(paper.said(text), kLabel); }

void write_who(Paper& paper, const Text& what, const Text& who, const std::string& statement, Tone tone) {
  paper.paragraph(label(paper, what), who, tone);
  if (!statement.empty()) paper.line(label(paper, "") + statement, Tone::dim);
}

void write_person(Paper& paper, const Text& what, const Person& person, Tone tone) {
  write_who(paper, what, person.anon_bytes ? say("{0}, {1} private", person.who, Bytes{*person.anon_bytes}) : person.who, person.statement,
            tone);
}

void write_people(Paper& paper, const Incident& incident) {
  if (const auto& culprit = incident.culprit)
    write_who(paper, say("culprit"), culprit->bytes ? culprit->who + ", " + human_bytes(culprit->bytes) : culprit->who, culprit->statement,
              Tone::bad);
  if (incident.invoker) write_person(paper, say("invoker"), *incident.invoker, Tone::warn);
  constexpr std::size_t kShown = 3;
  const std::size_t all = incident.victims.size(), shown = paper.style().verbose ? all : std::min(all, kShown);
  for (std::size_t i = 0; i < shown; ++i) write_person(paper, victim_word(incident), incident.victims[i], Tone::plain);
  if (all > shown) paper.line(label(paper, "") + say("and {0} more victims", all - shown), Tone::dim);
}

Tone verdict_tone(VerdictKind verdict) { return verdict == VerdictKind::undecided ? Tone::warn : Tone::bold; }

/// The same checks with the same answers: they are the machine's.
bool same_checks(const Incident& a, const Incident& b) {
  return std::equal(a.checklist.begin(), a.checklist.end(), b.checklist.begin(), b.checklist.end(),
                    [](const Check& one, const Check& other) {
                      return one.id == other.id && one.status == other.status && one.found == other.found && one.remedy == other.remedy;
                    });
}

/// `before`: the incidents that have been written.
void write_checks(Paper& paper, const Incident& incident, std::span<const Incident> before) {
  for (const Incident& earlier : before) {
    if (incident.checklist.empty() || !same_checks(incident, earlier) || incident.fragments != earlier.fragments) continue;
    paper.title(say("Checks"));
    paper.line("  " + say("as at incident {0}", earlier.id), Tone::dim);
    return;
  }
  write_checklist(paper, incident);
}

void write_incident(Paper& paper, const Incident& incident, std::span<const Incident> before) {
  const Tone tone = verdict_tone(incident.verdict);
  paper.line(say("INCIDENT {0}", incident.id) + "  " +
                 (incident.verdict == VerdictKind::last_straw ? say("last straw") : in_words(word(incident.verdict))),
             tone);
  paper.paragraph("  ", incident.summary, tone);
  paper.paragraph("  ", joined(incident.facts, ", "));
  paper.blank();
  write_people(paper, incident);
  write_steps(paper, incident);
  write_ledger(paper, incident.ledger);
  write_decline(paper, incident);
  write_contexts(paper, incident.memory_contexts);
  write_hypotheses(paper, incident.hypotheses);
  write_why_victim(paper, incident);
  write_timeline(paper, incident);
  write_checks(paper, incident, before);
}

Text quiet_line(const Incident& incident) {
  return (incident.at.empty() ? incident.when : Text(short_time(incident.at))) + "  " + in_words(word(incident.outcome)) + "  " +
         in_words(word(incident.verdict)) + "  " + likelihood_words(leading(incident).likelihood) + " " + leading(incident).cause + ": " +
         incident.summary;
}

}  // namespace

std::string write_text(const Document& document, const TextStyle& style, const Language& in) {
  Paper paper(style, in);
  if (!document.no_incident.empty()) paper.paragraph("", document.no_incident, Tone::bold);
  for (const Quote& line : document.not_understood) paper.paragraph("  ", place_text(line.at) + ": " + line.quote);
  if (style.quiet) {
    for (const Incident& incident : document.incidents) paper.line(quiet_line(incident));
    return paper.take();
  }
  for (const Recurrence& story : document.recurrence) paper.paragraph("", say("Again and again") + ": " + story.text, Tone::bold);
  if (!document.recurrence.empty()) paper.blank();
  for (const Incident& incident : document.incidents) {
    if (&incident != &document.incidents.front()) paper.blank(), paper.blank();
    write_incident(paper, incident, {document.incidents.data(), static_cast<std::size_t>(&incident - document.incidents.data())});
  }
  if (document.incidents_left_out > 0) {
    paper.blank();
    paper.paragraph("", say("{0} later incidents are not explained; choose with --since and --until.", document.incidents_left_out),
                    Tone::warn);
  }
  write_inputs(paper, document.inputs);
  return paper.take();
}

}  // namespace laststraw::report
