// What is forwarded of a Document: five lines for a chat, a paragraph for the management.
#include <algorithm>

#include "report/brief.hpp"
#include "report/format.hpp"
#include "report/markdown_text.hpp"
#include "report/report.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

Text paragraph_of(const Incident& incident) {
  const std::vector<Text> said = for_management(incident);
  return joined(said, " ");
}

/// Unwrapped: chats and mails break lines themselves.
void add_text(std::string& out, const Language& in, const Incident& incident) {
  for (const BriefLine& line : five_lines(incident)) out += harmless(in(line.label) + ": " + in(line.text)) + "\n";
  out += "\n" + harmless(in(paragraph_of(incident))) + "\n";
}

void add_markdown(std::string& out, const Language& in, const Incident& incident) {
  for (const BriefLine& line : five_lines(incident)) out += "- **" + in(line.label) + ":** " + md_escaped(in(line.text)) + "\n";
  out += "\n" + md_escaped(in(paragraph_of(incident))) + "\n";
}

}  // namespace

std::string write_summary(const Document& document, SummaryForm form, const Language& in) {
  constexpr std::size_t kShown = 3;
  const bool markdown = form == SummaryForm::markdown;
  const auto shown = [&](const Text& text) { return markdown ? md_escaped(in(text)) : harmless(in(text)); };
  const std::vector<Incident>& all = document.incidents;
  if (all.empty()) return shown(document.no_incident) + "\n";
  std::string out;
  for (const Recurrence& story : document.recurrence)
    out += (markdown ? "- **" : "") + in(say("Again and again")) + (markdown ? ":** " : ": ") + shown(story.text) + "\n";
  if (!document.recurrence.empty()) out += "\n";
  for (std::size_t i = 0; i < std::min(all.size(), kShown); ++i) {
    if (i > 0) out += markdown ? "\n---\n\n" : "\n\n";
    (markdown ? add_markdown : add_text)(out, in, all[i]);
  }
  if (all.size() > kShown)
    out += "\n" +
           shown(say_count(all.size() - kShown, "{0} more incident (-q lists all in a line each).",
                           "{0} more incidents (-q lists all in a line each).")) +
           "\n";
  return out;
}

}  // namespace laststraw::report
