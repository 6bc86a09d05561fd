// The Markdown report. It sees the JSON contract and nothing else; whatever comes from the input is escaped.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "laststraw/report.hpp"
#include "report/format.hpp"
#include "report/text_parts.hpp"
#include "text/say.hpp"

namespace laststraw {

namespace {

using namespace report;

/// Text that must not become markup: HTML, links, emphasis, table cells.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : harmless(text)) {
    if (c == '<') safe += "&lt;";
    else if (c == '>') safe += "&gt;";
    else if (c == '&') safe += "&amp;";
    else {
      if (std::string_view("\\`*_{}[]()#|~!").find(c) != std::string_view::npos) safe += '\\';
      safe += c;
    }
  }
  return safe;
}

/// A code span that holds any text: its fence is longer than any run of backticks inside; '|' is broken up for tables.
std::string code(std::string_view raw, bool in_table = false) {
  std::string text = harmless(raw);
  std::size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  if (in_table)
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
  if (text.empty()) return "";
  const std::string fence(longest + 1, '`');
  const std::string pad = text.front() == '`' || text.back() == '`' ? " " : "";
  return fence + pad + text + pad + fence;
}

std::string place(const Json& at) { return at.is_object() ? code(place_text(at), true) : std::string(); }


void add_people(std::string& out, const Json& incident) {
  out += say("| | who | private | statement |") + "\n|---|---|--:|---|\n";
  const auto row = [&](const std::string& label, const Json& person) {
    if (!person.is_object()) return;
    out += "| " + label + " | " + escaped(person_text(person)) + " | " + size_of(person, "anon_bytes") + " | " +
           code(text_of(person, "statement"), true) + " |\n";
  };
  const Json& culprit = incident.at("hypotheses").front().at("culprit");
  if (text_of(incident, "verdict") != "undecided" && culprit.is_object()) {
    out += "| " + say("culprit") + " | " + escaped(culprit_text(culprit)) + " | " + size_of(culprit, "bytes") + " | " + code(text_of(culprit, "statement"), true) + " |\n";
  }
  row(say("invoker"), incident.at("invoker"));
  for (const Json& victim : incident.at("victims")) row(say("victim"), victim);
}

void add_ledger(std::string& out, const Json& ledger) {
  const auto total = static_cast<double>(bytes_of(ledger, "total_bytes"));
  if (total <= 0) return;
  out += "\n### " + say("Where the memory was") + "\n\n" + say("{0} of {1}", human_bytes(bytes_of(ledger, "total_bytes")), escaped(in_words(text_of(ledger, "of")))) + "\n\n" +
         say("| part | size | share | between |") + "\n|---|--:|--:|---|\n";
  for (const Json& part : ledger.at("parts")) {
    const bool interval = bytes_of(part, "low") != bytes_of(part, "high");
    out += "| " + escaped(part_name(text_of(part, "name"))) + " | " + human_bytes(bytes_of(part, "bytes")) + " | " +
           percent(static_cast<double>(bytes_of(part, "bytes")) / total) + " | " +
           (interval ? say("{0} and {1}", human_bytes(bytes_of(part, "low")), human_bytes(bytes_of(part, "high"))) : std::string()) + " |\n";
    for (const Json& inner : part.value("within", Json::array()))
      out += "| \u21b3 " + escaped(part_name(text_of(inner, "name"))) + " | *" + human_bytes(bytes_of(inner, "bytes")) + "* | | |\n";
  }
  out += "| " + in_words("unaccounted") + " | " + human_bytes(bytes_of(ledger, "unaccounted_bytes")) + " | " +
         percent(static_cast<double>(bytes_of(ledger, "unaccounted_bytes")) / total) + " | |\n";
  if (ledger.value("overlaps", false)) out += "\n" + say("The parts are more than the whole: lines of the report are missing or were altered, or pages stand in two parts.") + "\n";
}

void add_decline(std::string& out, const Json& incident) {
  const Json& decline = incident.at("decline");
  if (!decline.is_object()) return;
  out += "\n### " + say("How memory ran out") + "\n\n";
  if (const std::string curve = sparkline(incident, 60, true); !curve.empty()) out += code(curve) + " " + code(text_of(decline, "series")) + "\n\n";
  out += escaped(text_of(decline, "text")) + "\n";
  if (!decline.at("started").empty()) out += "\n";
  for (const Json& started : decline.at("started"))
    out += "- " + escaped(short_time(text_of(started, "at")).substr(11)) + " " + escaped(text_of(started, "text")) + " (" + place(started.at("at_source")) + ")\n";
}

void add_contexts(std::string& out, const Json& dump) {
  if (!dump.is_object() || dump.at("nodes").empty()) return;
  out += "\n<details><summary>" + say("Memory contexts of the session") + "</summary>\n\n" + say("| with all below | contexts | name |") + "\n|--:|--:|---|\n";
  for (const Json& node : dump.at("nodes")) {
    std::string indent;
    for (std::int64_t i = std::min<std::int64_t>(bytes_of(node, "depth"), 20); i > 0; --i) indent += "&ensp;";
    const std::string ident = text_of(node, "ident");
    out += "| " + human_bytes(bytes_of(node, "subtree_bytes")) + " | " + std::to_string(bytes_of(node, "count")) + " | " + indent + escaped(text_of(node, "name")) +
           (ident.empty() ? "" : ": " + code(cut(ident, 120, true), true)) + " |\n";
  }
  out += "\n</details>\n";
}

void add_hypotheses(std::string& out, const Json& hypotheses) {
  out += "\n### " + say("Why") + "\n\n" + say("| likelihood | cause | dB | outcome |") + "\n|--:|---|--:|---|\n";
  for (const Json& hypothesis : hypotheses) {
    if (text_of(hypothesis, "outcome") == "not_applicable") continue;
    out += "| " + likelihood_words(hypothesis.value("likelihood", 0.0)) + " | " + code(text_of(hypothesis, "cause")) + " | " +
           decibans_text(hypothesis.value("decibans", 0.0)) + " | " + escaped(in_words(text_of(hypothesis, "outcome"))) + " |\n";
  }
  std::size_t n = 0;
  for (const Json& hypothesis : hypotheses) {
    if (text_of(hypothesis, "outcome") == "not_applicable") continue;
    out += std::string("\n<details") + (n++ == 0 ? " open" : "") + "><summary>" + say("Evidence on {0}", escaped(in_words(text_of(hypothesis, "cause")))) + "</summary>\n\n";
    if (const Json& counter = hypothesis.at("counterfactual"); counter.is_object())
      out += say("What if: {0}.", escaped(what_if_text(counter))) + "\n\n";
    for (const Json& evidence : hypothesis.at("evidence"))
      out += "- **" + decibans_text(evidence.value("decibans", 0.0)) + "** " + escaped(text_of(evidence, "claim")) + "  \n  " +
             code(place_text(evidence.at("at"))) + " " + code(cut(text_of(evidence, "quote"), 200, true)) + "\n";
    for (const Json& missing : hypothesis.at("missing"))
      out += "- *" + say("missing") + ":* " + say("{0}; get it by: {1}", escaped(text_of(missing, "what")), escaped(text_of(missing, "how_to_get_it"))) + "\n";
    out += "\n</details>\n";
  }
}

void add_timeline(std::string& out, const Json& timeline) {
  out += "\n### " + say("What happened (UTC)") + "\n\n" + say("| when | what | where |") + "\n|---|---|---|\n";
  for (const Json& entry : timeline) {
    const double slack = entry.value("slack_s", 0.0);
    const Json& source = entry.at("at_source");
    out += "| " + escaped(short_time(text_of(entry, "at"))) + (slack >= 0.5 ? " \u00b1" + std::to_string(std::lround(slack)) + " s" : "") + " | " +
           escaped(text_of(entry, "text")) + " | " + code(text_of(source, "path") + ":" + std::to_string(bytes_of(source, "line")), true) + " |\n";
  }
}

void add_checklist(std::string& out, const Json& incident) {
  if (incident.at("checklist").empty()) return;
  out += "\n### " + say("What to do") + "\n\n" + say("| status | check | found | wanted | do |") + "\n|---|---|---|---|---|\n";
  for (const char* status : {"fail", "warn", "unknown", "pass"})
    for (const Json& item : incident.at("checklist"))
      if (text_of(item, "status") == status)
        out += "| " + in_words(status) + " | " + code(text_of(item, "id")) + " | " + escaped(text_of(item, "found")) + " | " +
               escaped(text_of(item, "wanted")) + " | " + escaped(text_of(item, "remedy")) + " |\n";
  for (const auto& [file, text] : incident.at("fragments").items())
    out += "\n" + say("To put into {0}", code(file)) + ":\n\n```\n" + text.get<std::string>() + "```\n";
}

void add_processes(std::string& out, const Json& processes, std::int64_t left_out) {
  out += "\n<details><summary>" + say("Processes at the kill ({0})", processes.size()) + "</summary>\n\n" +
         say("| pid | role | who | private | shared | rss | page tables | adj | where |") + "\n|--:|---|---|--:|--:|--:|--:|--:|---|\n";
  for (const Json& process : processes) {
    std::string who = text_of(process, "user") + (text_of(process, "database").empty() ? "" : "@" + text_of(process, "database"));
    if (text_of(process, "role") == "external") who = text_of(process, "comm");
    out += "| " + std::to_string(bytes_of(process, "pid")) + " | " + text_of(process, "role") + (process.value("role_inferred", false) ? "?" : "") +
           " | " + escaped(who) + " | " + size_of(process, "anon_bytes") + " | " + size_of(process, "shmem_bytes") +
           " | " + size_of(process, "rss_bytes") + " | " + size_of(process, "page_tables_bytes") + " | " +
           (process.at("oom_score_adj").is_number() ? std::to_string(bytes_of(process, "oom_score_adj")) : std::string()) + " | " + place(process.at("at")) + " |\n";
  }
  if (left_out > 0) out += "\n" + say("{0} smaller ones are left out.", left_out) + "\n";
  out += "\n</details>\n";
}

void add_inputs(std::string& out, const Json& inputs) {
  out += "\n<details><summary>" + say("What was read") + "</summary>\n\n" + say("| input | format | lines | parsed | noise | unrecognised | clock |") + "\n|---|---|--:|--:|--:|--:|---|\n";
  for (const Json& input : inputs)
    out += "| " + code(text_of(input, "path"), true) + " | " +
           (text_of(input, "format").empty() ? say("not read: {0}", escaped(text_of(input, "note"))) : code(text_of(input, "format"))) + " | " +
           std::to_string(bytes_of(input, "lines")) + " | " + std::to_string(bytes_of(input, "parsed")) + " | " + std::to_string(bytes_of(input, "noise")) +
           " | " + std::to_string(bytes_of(input, "unrecognised")) + " | " + escaped(text_of(input.at("clock"), "zone")) + " |\n";
  out += "\n</details>\n";
}

}  // namespace

std::string render_markdown(const std::string& text) {
  const Json json = Json::parse(text);
  std::string out = "# " + say("Out of memory: what happened and who did it") + "\n";
  if (json.at("incidents").empty()) out += "\n" + say("No incident in what was read.") + "\n";
  for (const Json& incident : json.at("incidents")) {
    out += "\n## " + say("Incident {0}: {1} UTC, {2}", bytes_of(incident, "id"), escaped(short_time(text_of(incident, "at"))), escaped(in_words(text_of(incident, "outcome")))) + "\n\n**" + escaped(text_of(incident, "summary")) + "**\n\n";
    add_people(out, incident);
    add_ledger(out, incident.at("ledger"));
    add_decline(out, incident);
    add_contexts(out, incident.at("memory_contexts"));
    add_hypotheses(out, incident.at("hypotheses"));
    add_timeline(out, incident.at("timeline"));
    add_checklist(out, incident);
    add_processes(out, incident.at("processes"), bytes_of(incident, "processes_left_out"));
  }
  if (const std::int64_t more = bytes_of(json, "incidents_left_out"); more > 0) out += "\n" + say("{0} later incidents are not explained; choose with --since and --until.", more) + "\n";
  add_inputs(out, json.at("inputs"));
  return out + "\n*" + say("Made by laststraw {0}.", text_of(json.at("tool"), "version")) + "*\n";
}

}  // namespace laststraw
