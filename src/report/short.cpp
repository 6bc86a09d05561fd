// The terminal report that fits on one screen.
#include <algorithm>

#include "report/brief.hpp"
#include "report/format.hpp"
#include "report/short_parts.hpp"
#include "report/text_parts.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

Text opening() { return "laststraw: "; }

namespace {

constexpr std::size_t kScreen = 40;  ///< rows, of which the steps may take what the rest leaves

/// Rows that a text takes in a window.
std::size_t rows(std::string_view text, std::size_t width) {
  std::size_t count = 0, column = 0;
  bool escape = false;
  std::string line;
  for (const char c : text) {
    if (c == '\x1b') escape = true;
    if (!escape && c != '\n') line += c;
    if (escape && c == 'm') escape = false;
    if (c != '\n') continue;
    column = display_width(line);
    count += std::max<std::size_t>(1, (column + width - 1) / width);
    line.clear();
  }
  return count;
}

std::string arrow(const Paper& paper) { return paper.style().unicode ? "\u2192 " : "-> "; }

std::string label(const Paper& paper, const Text& name) { return padded(paper.said(name), 12); }

void write_heading(Paper& paper, const Incident& incident) {
  const Text when = incident.at.empty() ? Text() : ", " + incident.when;
  paper.paragraph("", opening() + headline(incident) + when, Tone::bold);
  if (const auto facts = server_facts(incident); !facts.empty()) paper.paragraph("", joined(facts, ", "), Tone::dim);
}

void write_facts(Paper& paper, const Incident& incident) {
  const Person* const victim = other_victim(incident);
  if (victim && (incident.verdict == VerdictKind::undecided || incident.culprit))
    paper.paragraph(label(paper, victim_word(incident)),
                    victim->anon_bytes ? say("{0}, {1} private", victim->who, Bytes{*victim->anon_bytes}) : victim->who);
  if (incident.victims.size() > 1)
    paper.paragraph(label(paper, {}), say_count(incident.victims.size() - 1, "and {0} more victim", "and {0} more victims"));
  if (incident.verdict == VerdictKind::undecided && incident.invoker && !victim)
    paper.paragraph(label(paper, say("invoker")), incident.invoker->who);
  // The sentence quotes it where it is the culprit's and short.
  const std::string& statement = statement_of(incident);
  const std::string quoted = paper.said(Text(quoted_statement(statement)));
  if (!statement.empty() && paper.said(incident.summary).find(quoted.substr(0, 40)) == std::string::npos)
    paper.line(label(paper, say("it ran")) + Text(statement_name(statement)));
  paper.paragraph(label(paper, say("impact")), impact(incident), incident.postgres.stays_down ? Tone::bad : Tone::plain);
  paper.paragraph(label(paper, say("confidence")), confidence_words(incident));
}

Text cited(const Text& claim, const Place& at) { return claim + "  [" + place_text(at) + "]"; }

void write_what_ifs(Paper& paper, const Incident& incident) {
  if (!incident.what_ifs.empty()) paper.title(say("What if"));
  for (const Tried& tried : incident.what_ifs) paper.paragraph("  - ", say("{0}: {1}", tried.question, tried.effect.text));
}

void write_reasons(Paper& paper, const Incident& incident) {
  constexpr std::size_t kShown = 3, kShownUndecided = 4;
  const auto all = reasons(incident, incident.told.empty() ? kShown : kShownUndecided);
  const Weighed* const against = objection(incident);
  if (all.empty() && !against) return;
  paper.title(reasons_title(incident));
  for (const Claim& reason : all) paper.paragraph("  - ", cited(reason.text, reason.at));
  if (against) paper.paragraph("  - ", say("against it: {0}", cited(against->claim, against->at)), Tone::warn);
}

void write_candidates(Paper& paper, const Incident& incident) {
  const auto all = candidates(incident, 3);
  if (incident.verdict != VerdictKind::undecided || all.empty()) return;
  paper.title(say("What it may have been"));
  for (const Hypothesis* one : all) paper.paragraph("  - ", one->label + ", " + likelihood_words(one->likelihood));
}

void write_excluded(Paper& paper, const Incident& incident) {
  const auto all = excluded(incident, 2);
  if (all.empty()) return;
  paper.title(say("What it was not"));
  for (const Excluded& one : all) paper.paragraph("  - ", cited(one.label + ": " + one.by.text, one.by.at));
}

/// Without what a step under Do now asks for already.
void write_lacking(Paper& paper, const Incident& incident) {
  const bool undecided = incident.verdict == VerdictKind::undecided;
  std::string asked;
  for (const Step* step : first_steps(incident, StepWhen::now, 2)) asked += paper.said(step->text);
  bool titled = false;
  for (const Lacking* one : lacking(incident, undecided ? 3 : 1)) {
    if (asked.find(paper.said(one->how_to_get_it)) != std::string::npos) continue;
    if (!titled) paper.title(undecided ? say("What would decide it") : say("What would make it surer"));
    titled = true;
    paper.paragraph("  - ", say("{0}: {1}", one->what, one->how_to_get_it), Tone::dim);
  }
}

std::string step_text(const Paper& like, const Step& step, std::size_t n, bool whole) {
  Paper paper(like.style(), like.language());
  paper.paragraph("  " + std::to_string(n) + ". ", step.text);
  if (whole && !step.command.empty()) paper.whole("     $ " + step.command);
  if (whole && step.fragment && step.command.empty())
    paper.whole("     " + step.fragment->file + ": " + step.fragment->setting + " = " + step.fragment->value);
  paper.paragraph("     " + arrow(paper), step.effect.text, Tone::dim);
  return paper.take();
}

/// The first of each heading, then more of Prevent and of Do now, as far as the screen goes.
void write_steps_for(Paper& paper, const Incident& incident, std::size_t room) {
  constexpr std::size_t kMost = 3;
  const auto now = first_steps(incident, StepWhen::now, kMost), prevent = first_steps(incident, StepWhen::prevent, kMost);
  std::vector<std::string> shown[2];
  std::size_t used = 0;
  const auto add = [&](std::size_t which, const std::vector<const Step*>& steps, std::size_t at) {
    if (at >= steps.size() || shown[which].size() != at) return;
    for (const bool whole : {true, false}) {  // a command that does not fit is in --full
      const std::string text = step_text(paper, *steps[at], at + 1, whole);
      const std::size_t cost = rows(text, static_cast<std::size_t>(paper.style().width)) + (at == 0 ? 2 : 0);
      if (used + cost > room && (at > 0 || whole)) continue;
      used += cost;
      shown[which].push_back(text);
      return;
    }
  };
  for (std::size_t at = 0; at < kMost; ++at) {
    add(0, now, at < 2 ? at : kMost);
    add(1, prevent, at);
  }
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    if (shown[which].empty()) continue;
    paper.title(heading(which == 0 ? StepWhen::now : StepWhen::prevent));
    for (const std::string& text : shown[which]) paper.as_it_is(text);
  }
}

/// What became of inputs that were not read whole; where there is no incident, of those that were not read, too.
void write_notes(Paper& paper, const Document& document) {
  const bool all = document.incidents.empty();
  std::size_t n = 0;
  for (const Input& input : document.inputs)
    if (!input.note.empty() && (all || !input.format.empty()) && ++n <= (all ? 5U : 2U))
      paper.paragraph("", input.path + ": " + input.note, Tone::dim);
}

}  // namespace

void write_end(Paper& paper, const Document& document) {
  paper.blank();
  if (!document.incidents.empty())
    paper.paragraph("", say("More: --full (everything), --html FILE (a page), --summary (to forward)."), Tone::dim);
  write_notes(paper, document);
  paper.paragraph("", inputs_in_a_line(document.inputs), Tone::dim);
}

namespace {

void write_one(Paper& paper, const Document& document) {
  const Incident& incident = document.incidents.front();
  write_heading(paper, incident);
  paper.blank();
  paper.paragraph("", incident.summary, incident.verdict == VerdictKind::undecided ? Tone::warn : Tone::bold);
  paper.blank();
  write_facts(paper, incident);
  write_what_ifs(paper, incident);
  write_reasons(paper, incident);
  write_candidates(paper, incident);
  write_excluded(paper, incident);
  Paper tail(paper.style(), paper.language());
  write_lacking(tail, incident);
  write_end(tail, document);
  const std::string rest = tail.take();
  const auto width = static_cast<std::size_t>(paper.style().width);
  const std::size_t used = rows(paper.text(), width) + rows(rest, width);
  write_steps_for(paper, incident, used < kScreen ? kScreen - used : 0);
  paper.as_it_is(rest);
}

void write_none(Paper& paper, const Document& document) {
  paper.paragraph("", opening() + document.no_incident, Tone::bold);
  for (const Quote& line : document.not_understood) paper.paragraph("  ", place_text(line.at) + ": " + line.quote);
  if (!document.to_give.empty()) paper.title(say("What to give it"));
  for (const Text& one : document.to_give) paper.paragraph("  - ", one);
  write_end(paper, document);
}

}  // namespace

std::string write_short(const Document& document, const TextStyle& style, const Language& in) {
  Paper paper(style, in);
  if (document.incidents.empty())
    write_none(paper, document);
  else if (document.incidents.size() == 1 && document.incidents_left_out == 0)
    write_one(paper, document);
  else
    write_several(paper, document);
  return paper.take();
}

}  // namespace laststraw::report
