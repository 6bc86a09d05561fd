#include "report/copies.hpp"

#include <string_view>

#include "report/brief.hpp"
#include "report/format.hpp"
#include "report/markdown_text.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

/// Jira's wiki markup begins macros with a brace and links with a bracket
/// (jira.atlassian.com/secure/WikiRendererHelpAction.jspa, Misc and Links).
std::string jira_escaped(std::string_view text) {
  std::string safe;
  for (const char c : harmless(text)) {
    if (std::string_view("{}[]|").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

std::vector<const Step*> steps_of(const Incident& incident) {
  std::vector<const Step*> steps = first_steps(incident, StepWhen::now, 1);
  for (const Step* step : first_steps(incident, StepWhen::prevent, 3)) steps.push_back(step);
  return steps;
}

void add_section(std::string& out, const std::string& title) { out += "\n## " + title + "\n\n"; }

void add_steps_to_do(std::string& out, const Incident& incident, const Language& in) {
  for (const Step* step : steps_of(incident)) {
    out += "- [ ] " + in(heading(step->when)) + ": " + md_escaped(in(step->text)) + " (" + md_escaped(in(step->effect.text)) + ")\n";
    if (!step->command.empty()) out += "\n" + md_block(step->command) + "\n";
  }
}

}  // namespace

std::string slack_text(const Incident& incident, const Language& in) {
  std::string out;
  for (const BriefLine& line : five_lines(incident)) out += "*" + in(line.label) + ":* " + harmless(in(line.text)) + "\n";
  for (const Step* step : first_steps(incident, StepWhen::now, 1))
    if (!step->command.empty()) out += "```" + harmless(step->command) + "```\n";
  return out;
}

std::string jira_text(const Incident& incident, const Language& in) {
  std::string out;
  for (const BriefLine& line : five_lines(incident)) out += "* *" + in(line.label) + ":* " + jira_escaped(in(line.text)) + "\n";
  for (const Claim& reason : reasons(incident, 3)) out += "** " + jira_escaped(in(reason.text) + " (" + place_text(reason.at) + ")") + "\n";
  for (const Step* step : steps_of(incident))
    if (!step->command.empty()) out += "{noformat}" + harmless(step->command) + "{noformat}\n";
  return out;
}

std::string post_mortem_text(const Incident& incident, const Language& in) {
  std::string out = "# " + md_escaped(in(say("Post-mortem: {0}", incident.title))) + "\n";
  add_section(out, in(say("Summary")));
  out += md_escaped(in(joined(for_management(incident), " "))) + "\n";
  add_section(out, in(say("Impact")));
  out += md_escaped(in(impact(incident))) + "\n";
  add_section(out, in(say("Cause")));
  out += md_escaped(in(say("{0} Confidence: {1}.", incident.summary, confidence_words(incident)))) + "\n\n";
  for (const Claim& reason : reasons(incident, 3)) out += "- " + md_escaped(in(reason.text)) + " " + md_code(place_text(reason.at)) + "\n";
  if (!incident.timeline.empty()) add_section(out, is_iso_time(incident.at) ? in(say("What happened (UTC)")) : in(say("What happened")));
  for (const Entry& entry : incident.timeline) out += "- " + md_escaped(in(entry.when)) + " " + md_escaped(in(entry.text)) + "\n";
  add_section(out, in(say("What is done")));
  add_steps_to_do(out, incident, in);
  if (const auto missing = lacking(incident, 3); !missing.empty()) {
    add_section(out, in(say("What is not known")));
    for (const Lacking* one : missing) out += "- " + md_escaped(in(say("{0}: {1}", one->what, one->how_to_get_it))) + "\n";
  }
  return out;
}

}  // namespace laststraw::report
