// The Markdown report of a Document; whatever comes from the input is escaped.
#include <algorithm>

#include "report/brief.hpp"
#include "report/format.hpp"
#include "report/markdown_text.hpp"
#include "report/report.hpp"
#include "report/text_parts.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

std::string place(const Place& at) { return md_code(place_text(at), true); }
std::string place(const std::optional<Place>& at) { return at ? place(*at) : std::string(); }

void add_people(std::string& out, const Language& in, const Incident& incident) {
  out += in(say("| | who | private | statement |")) + "\n|---|---|--:|---|\n";
  const auto row = [&](const std::string& label, const Text& who, const Number& bytes, const std::string& statement) {
    out += "| " + label + " | " + md_escaped(in(who)) + " | " + human_bytes(bytes) + " | " + md_code(statement, true) + " |\n";
  };
  if (const auto& culprit = incident.culprit) row(in(say("culprit")), culprit->who, culprit->bytes, culprit->statement);
  if (const auto& invoker = incident.invoker) row(in(say("invoker")), invoker->who, invoker->anon_bytes, invoker->statement);
  for (const Person& victim : incident.victims) row(in(victim_word(incident)), victim.who, victim.anon_bytes, victim.statement);
}

void add_ledger(std::string& out, const Language& in, const Ledger& ledger) {
  if (!ledger.total_bytes) return;
  out += "\n### " + in(say("Where the memory was")) + "\n\n" +
         in(say("{0} of {1}", human_bytes(ledger.total_bytes), md_escaped(in(in_words(ledger.of))))) + "\n\n" +
         in(say("| part | size | share | between |")) + "\n|---|--:|--:|---|\n";
  for (const LedgerPart& part : ledger.parts) {
    out += "| " + md_escaped(in(part.label)) + " | " + human_bytes(part.bytes) + " | " + percent(part.share.value_or(0)) + " | " +
           (part.low != part.high ? in(say("{0} and {1}", Bytes{part.low}, Bytes{part.high})) : std::string()) + " |\n";
    for (const LedgerPart& inner : part.within)
      out += "| \u21b3 " + md_escaped(in(inner.label)) + " | *" + human_bytes(inner.bytes) + "* | | |\n";
  }
  if (ledger.unaccounted_bytes)
    out += "| " + in(in_words("unaccounted")) + " | " + human_bytes(ledger.unaccounted_bytes) + " | " +
           percent(ledger.unaccounted_share.value_or(0)) + " | |\n";
  if (!ledger.note.empty()) out += "\n" + md_escaped(in(ledger.note)) + "\n";
}

void add_decline(std::string& out, const Language& in, const Incident& incident) {
  if (!incident.decline) return;
  const Decline& decline = *incident.decline;
  out += "\n### " + in(say("How memory ran out")) + "\n\n";
  if (const std::string curve = sparkline(incident, 60, true); !curve.empty())
    out += md_code(curve) + " " + md_code(decline.series) + "\n\n";
  out += md_escaped(in(decline.text)) + "\n";
  if (!decline.started.empty()) out += "\n";
  for (const Started& started : decline.started)
    out += "- " + md_escaped(without_day(in(started.when))) + " " + md_escaped(in(started.text)) + " (" + place(started.at_source) + ")\n";
}

void add_contexts(std::string& out, const Language& in, const std::optional<Contexts>& dump) {
  if (!dump || dump->nodes.empty()) return;
  out += "\n<details><summary>" + in(say("Memory contexts of the session")) + "</summary>\n\n" +
         in(say("| with all below | contexts | name |")) + "\n|--:|--:|---|\n";
  for (const Context& node : dump->nodes) {
    std::string indent;
    for (std::int64_t i = std::min<std::int64_t>(node.depth, 20); i > 0; --i) indent += "&ensp;";
    out += "| " + human_bytes(node.subtree_bytes) + " | " + std::to_string(node.count) + " | " + indent + md_escaped(node.name) +
           (node.ident.empty() ? "" : ": " + md_code(cut(node.ident, 120, true), true)) + " |\n";
  }
  out += "\n</details>\n";
}

void add_evidence(std::string& out, const Language& in, const Hypothesis& hypothesis) {
  if (hypothesis.counterfactual) out += in(say("What if: {0}.", md_escaped(in(hypothesis.counterfactual->text)))) + "\n\n";
  for (const Weighed& evidence : hypothesis.evidence)
    out += "- **" + decibans_text(evidence.decibans) + "** " + md_escaped(in(evidence.claim)) + "  \n  " +
           md_code(place_text(evidence.at)) + " " + md_code(cut(evidence.quote, 200, true)) + "\n";
  for (const Lacking& missing : hypothesis.missing)
    out += "- *" + in(say("missing")) + ":* " +
           in(say("{0}; get it by: {1}", md_escaped(in(missing.what)), md_escaped(in(missing.how_to_get_it)))) + "\n";
}

void add_hypotheses(std::string& out, const Language& in, const std::vector<Hypothesis>& hypotheses) {
  out += "\n### " + in(say("Why")) + "\n\n" + in(say("| likelihood | cause | dB | outcome |")) + "\n|--:|---|--:|---|\n";
  for (const Hypothesis& hypothesis : hypotheses)
    if (hypothesis.shown)
      out += "| " + likelihood_words(hypothesis.likelihood) + " | " + md_code(hypothesis.cause) + " | " +
             decibans_text(hypothesis.decibans) + " | " + md_escaped(in(in_words(word(hypothesis.outcome)))) + " |\n";
  std::size_t n = 0;
  for (const Hypothesis& hypothesis : hypotheses) {
    if (!hypothesis.shown) continue;
    out += std::string("\n<details") + (n++ == 0 ? " open" : "") + "><summary>" +
           in(say("Evidence on {0}", html_escaped(in(hypothesis.label)))) + "</summary>\n\n";
    add_evidence(out, in, hypothesis);
    out += "\n</details>\n";
  }
  if (n < hypotheses.size()) out += "\n" + in(say("{0} more with less than 1 % or not applicable.", hypotheses.size() - n)) + "\n";
}

void add_timeline(std::string& out, const Language& in, const Incident& incident) {
  if (incident.timeline.empty()) return;
  out += "\n### " + (is_iso_time(incident.at) ? in(say("What happened (UTC)")) : in(say("What happened"))) + "\n\n" +
         in(say("| when | what | where |")) + "\n|---|---|---|\n";
  for (const Entry& entry : incident.timeline)
    out += "| " + md_escaped(in(entry.when)) + " | " + md_escaped(in(entry.text)) + " | " +
           md_code(entry.at_source.path + ":" + std::to_string(entry.at_source.line), true) + " |\n";
}

void add_step(std::string& out, const Language& in, const Step& step, std::size_t n) {
  out += "**" + std::to_string(n) + ".** " + md_escaped(in(step.text)) + "  \n*" + md_escaped(in(step.effect.text)) + "*\n\n";
  std::string block = step.command.empty() ? std::string() : step.command + "\n";
  if (step.fragment) block += step.fragment->file + ": " + step.fragment->setting + " = " + step.fragment->value + "\n";
  if (!block.empty()) out += md_block(block) + "\n";
}

void add_steps(std::string& out, const Language& in, const Incident& incident) {
  if (!incident.what_ifs.empty()) out += "\n### " + in(say("What if")) + "\n\n";
  for (const Tried& tried : incident.what_ifs) out += "- " + md_code(tried.question) + ": " + md_escaped(in(tried.effect.text)) + "\n";
  for (const StepWhen when : {StepWhen::now, StepWhen::prevent, StepWhen::observe}) {
    std::string given, rest;
    std::size_t n = 0;
    for (const Step& step : incident.steps) {
      if (step.when != when) continue;
      if (!step.given)
        rest += "- " + in(say("Not advised here: {0} ({1})", md_escaped(in(step.text)), md_escaped(in(effect_words(step))))) + "\n";
      else if (step.good_practice)
        rest += "- " + in(say("Good practice: {0}", md_escaped(in(step.text)))) + "\n";
      else
        add_step(given, in, step, ++n);
    }
    if (!given.empty() || !rest.empty()) out += "\n### " + in(heading(when)) + "\n\n" + given;
    out += rest;
  }
}

void add_why_victim(std::string& out, const Language& in, const std::optional<WhyVictim>& why) {
  if (!why) return;
  out += "\n### " + in(say("Why this victim")) + "\n\n" + md_escaped(in(why->text)) + "\n\n" +
         in(say("| points | of it by oom_score_adj | process | where |")) + "\n|--:|--:|---|---|\n";
  for (const BadnessRow& row : why->rows)
    out += "| " + std::to_string(row.points) + " | " + std::to_string(row.of_adjustment) + " | " + std::to_string(row.pid) + " " +
           md_escaped(row.comm) + " | " + place(row.at) + " |\n";
}

void add_checklist(std::string& out, const Language& in, const Incident& incident) {
  if (incident.checklist.empty()) return;
  out += "\n### " + in(say("Checks")) + "\n\n" + in(say("| status | check | found | wanted | do |")) + "\n|---|---|---|---|---|\n";
  for (const CheckStatus status : {CheckStatus::fail, CheckStatus::warn, CheckStatus::unknown, CheckStatus::pass})
    for (const Check& check : incident.checklist)
      if (check.status == status)
        out += "| " + in(in_words(word(status))) + " | " + md_code(check.id) + " | " + md_escaped(in(check.found)) + " | " +
               md_escaped(in(check.wanted)) + " | " + md_escaped(in(check.remedy)) + " |\n";
  for (const auto& [file, text] : incident.fragments) out += "\n" + in(say("To put into {0}", md_code(file))) + ":\n\n" + md_block(text);
}

void add_processes(std::string& out, const Language& in, const Incident& incident) {
  if (incident.processes.empty()) return;
  out += "\n<details><summary>" + in(say("Processes at the kill ({0})", incident.processes.size())) + "</summary>\n\n" +
         in(say("| pid | role | who | private | shared | rss | page tables | adj | where |")) + "\n|--:|---|---|--:|--:|--:|--:|--:|---|\n";
  const auto number = [](const Number& value) { return value ? std::to_string(*value) : std::string("-"); };
  for (const Process& process : incident.processes)
    out += "| " + number(process.pid) + " | " + in(readable(process.role)) + (process.role_inferred ? "?" : "") + " | " +
           md_escaped(in(process.who)) + " | " + human_bytes(process.anon_bytes) + " | " + human_bytes(process.shmem_bytes) + " | " +
           human_bytes(process.rss_bytes) + " | " + human_bytes(process.page_tables_bytes) + " | " + number(process.oom_score_adj) + " | " +
           place(process.at) + " |\n";
  if (incident.processes_left_out > 0) out += "\n" + in(say("{0} smaller ones are left out.", incident.processes_left_out)) + "\n";
  out += "\n</details>\n";
}

void add_inputs(std::string& out, const Language& in, const std::vector<Input>& inputs) {
  out += "\n<details><summary>" + in(say("What was read")) + "</summary>\n\n" +
         in(say("| input | format | lines | parsed | noise | unrecognised | clock |")) + "\n|---|---|--:|--:|--:|--:|---|\n";
  const auto how = [&](const Input& input) {
    if (input.format.empty()) return in(say("not read: {0}", md_escaped(in(input.note))));
    return md_code(input.format) + (input.note.empty() ? "" : ": " + md_escaped(in(input.note)));
  };
  for (const Input& input : inputs)
    out += "| " + md_code(input.path, true) + " | " + how(input) + " | " + std::to_string(input.lines) + " | " +
           std::to_string(input.parsed) + " | " + std::to_string(input.noise) + " | " + std::to_string(input.unrecognised) + " | " +
           md_escaped(in(input.clock.zone)) + " |\n";
  out += "\n</details>\n";
}

/// What a ticket takes: read as it is where it is pasted, Slack and Jira included.
void add_ticket(std::string& out, const Language& in, const Incident& incident) {
  out += "\n## " + in(say("Incident {0}: {1}, {2}", incident.id, md_escaped(in(incident.when)), md_escaped(in(headline(incident))))) +
         "\n\n**" + md_escaped(in(incident.summary)) + "**\n\n";
  const auto line = [&](const Text& label, const Text& text) {
    if (!text.empty()) out += "- **" + in(label) + ":** " + md_escaped(in(text)) + "\n";
  };
  line(say("Server"), joined(server_facts(incident), ", "));
  line(say("Impact"), impact(incident));
  line(say("Confidence"), confidence_words(incident));
  for (const Claim& reason : reasons(incident, 3)) out += "- " + md_escaped(in(reason.text)) + " " + md_code(place_text(reason.at)) + "\n";
  for (const StepWhen when : {StepWhen::now, StepWhen::prevent}) {
    const auto steps = first_steps(incident, when, when == StepWhen::now ? 1 : 2);
    if (!steps.empty()) out += "\n**" + in(heading(when)) + "**\n\n";
    for (std::size_t i = 0; i < steps.size(); ++i) add_step(out, in, *steps[i], i + 1);
  }
}

void add_incident(std::string& out, const Language& in, const Incident& incident) {
  add_ticket(out, in, incident);
  out += "\n<details><summary>" + in(say("The whole report")) + "</summary>\n\n";
  add_people(out, in, incident);
  add_steps(out, in, incident);
  add_ledger(out, in, incident.ledger);
  add_decline(out, in, incident);
  add_contexts(out, in, incident.memory_contexts);
  add_hypotheses(out, in, incident.hypotheses);
  add_why_victim(out, in, incident.why_victim);
  add_timeline(out, in, incident);
  add_checklist(out, in, incident);
  add_processes(out, in, incident);
  out += "\n</details>\n";
}

}  // namespace

std::string write_markdown(const Document& document, const Language& in) {
  std::string out = "# " + in(say("Out of memory: what happened and who did it")) + "\n";
  if (!document.no_incident.empty()) out += "\n" + md_escaped(in(document.no_incident)) + "\n";
  if (!document.not_understood.empty()) out += "\n";
  for (const Quote& line : document.not_understood) out += "- " + place(line.at) + ": " + md_code(line.quote) + "\n";
  if (!document.recurrence.empty()) out += "\n## " + in(say("Again and again")) + "\n\n";
  for (const Recurrence& story : document.recurrence) out += "- " + md_escaped(in(story.text)) + "\n";
  for (const Incident& incident : document.incidents) add_incident(out, in, incident);
  if (document.incidents_left_out > 0)
    out += "\n" + in(say("{0} later incidents are not explained; choose with --since and --until.", document.incidents_left_out)) + "\n";
  add_inputs(out, in, document.inputs);
  return out + "\n*" + in(say("Made by laststraw {0}.", document.version)) + "*\n";
}

}  // namespace laststraw::report
