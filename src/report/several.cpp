// Several incidents on one screen: a table of them, then each in a few lines; what is the same is said once.
#include <algorithm>
#include <map>

#include "report/brief.hpp"
#include "report/format.hpp"
#include "report/short_parts.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

struct Row {
  std::string id, at, what, cause, who;
};

Row row_of(const Paper& paper, const Incident& incident) {
  const bool decided = incident.verdict != VerdictKind::undecided;
  std::string at = paper.said(incident.at.empty() ? incident.when : Text(short_time(incident.at)));
  if (at.size() == 23 && at[19] == '.') at.resize(19);
  return {std::to_string(incident.id), at, paper.said(short_headline(incident)),
          decided ? paper.said(leading(incident).label) : paper.said(in_words("undecided")),
          paper.said(incident.culprit  ? incident.culprit->who
                     : incident.victim ? incident.victim->who
                                       : Text())};
}

/// One row each: what is common to all rows costs no column.
void write_table(Paper& paper, const std::vector<Incident>& incidents) {
  constexpr std::size_t kShown = 50, kCause = 24;
  // A time whose zone is not known is shown as its log prints it.
  const bool dated = std::all_of(incidents.begin(), incidents.end(), [](const Incident& incident) { return is_iso_time(incident.at); });
  std::vector<Row> table{{"#", paper.said(dated ? say("when (UTC)") : say("when")), paper.said(say("what")), paper.said(say("cause")),
                          paper.said(say("who"))}};
  for (std::size_t i = 0; i < std::min(incidents.size(), kShown); ++i) table.push_back(row_of(paper, incidents[i]));
  std::size_t id = 0, at = 0, what = 0, cause = 0;
  for (const Row& row : table) {
    id = std::max(id, display_width(row.id)), at = std::max(at, display_width(row.at));
    what = std::max(what, display_width(row.what)), cause = std::max(cause, std::min(kCause, display_width(row.cause)));
  }
  for (const Row& row : table)
    paper.line(padded(row.id, id) + "  " + padded(row.at, at) + "  " + padded(row.what, what) + "  " +
                   padded(cut(harmless(row.cause), cause, paper.style().unicode), cause) + "  " + row.who,
               &row == &table.front() ? Tone::dim : Tone::plain);
  if (incidents.size() > kShown) paper.line(say("{0} more (-q lists all)", incidents.size() - kShown), Tone::dim);
}

/// Of which the same is said: five times undecided for want of one log is told once.
using Alike = std::vector<const Incident*>;

/// The story of each incident that has one, by the incident's id.
std::map<std::int64_t, const Recurrence*> stories_of(const Document& document) {
  std::map<std::int64_t, const Recurrence*> stories;
  for (const Recurrence& story : document.recurrence)
    for (const std::int64_t id : story.incidents) stories[id] = &story;
  return stories;
}

std::vector<Alike> alike(const Document& document) {
  const auto stories = stories_of(document);
  const auto story_of = [&](const Incident& incident) {
    const auto found = stories.find(incident.id);
    return found == stories.end() ? nullptr : found->second;
  };
  std::vector<Alike> groups;
  for (const Incident& incident : document.incidents) {
    const Recurrence* const story = story_of(incident);
    const auto same = [&](const Alike& group) {
      if (group.front()->outcome != incident.outcome || group.front()->verdict != incident.verdict) return false;
      return group.front()->summary == incident.summary || (story && story_of(*group.front()) == story);
    };
    const auto known = std::find_if(groups.begin(), groups.end(), same);
    if (known != groups.end())
      known->push_back(&incident);
    else
      groups.push_back({&incident});
  }
  return groups;
}

void write_briefly(Paper& paper, const Alike& group) {
  constexpr std::size_t kNamed = 8;
  const Incident& incident = *group.front();
  std::vector<Text> ids;
  for (std::size_t i = 0; i < std::min(group.size(), kNamed); ++i) ids.emplace_back(std::to_string(group[i]->id));
  if (group.size() > kNamed) ids.emplace_back("...");
  paper.title(group.size() == 1 ? say("Incident {0}: {1}", incident.id, headline(incident) + ", " + incident.when)
                                : say("Incidents {0}: {1}", joined(ids, ", "), headline(incident)));
  paper.paragraph("  ", incident.summary, incident.verdict == VerdictKind::undecided ? Tone::warn : Tone::plain);
  for (const Tried& tried : incident.what_ifs) paper.paragraph("  ", say("{0}: {1}", tried.question, tried.effect.text));
  for (const StepWhen when : {StepWhen::now, StepWhen::prevent})
    for (const Step* step : first_steps(incident, when, 1))
      paper.paragraph("  ", say("{0}: {1} ({2})", heading(when), step->text, step->effect.text), Tone::dim);
}

/// Checks that fail in any incident, by name: they are the machine's.
void write_failed_checks(Paper& paper, const std::vector<Incident>& incidents) {
  std::vector<Text> failed;
  std::vector<std::string> seen;
  for (const Incident& incident : incidents)
    for (const Check& check : incident.checklist)
      if (check.status == CheckStatus::fail && std::find(seen.begin(), seen.end(), check.id) == seen.end())
        seen.push_back(check.id), failed.push_back(check.title);
  if (failed.empty()) return;
  paper.title(say("Checks that fail"));
  paper.paragraph("  ", joined(failed, ", "));
}

Text host_of_all(const std::vector<Incident>& incidents) {
  const std::string& host = incidents.front().host;
  const bool one = std::all_of(incidents.begin(), incidents.end(), [&](const Incident& incident) { return incident.host == host; });
  return one && !host.empty() ? ", " + say("host {0}", host_name(host)) : Text();
}

}  // namespace

void write_several(Paper& paper, const Document& document) {
  constexpr std::size_t kShown = 5;
  const std::vector<Incident>& incidents = document.incidents;
  const std::vector<Alike> groups = alike(document);
  paper.paragraph("", opening() + say("{0} incidents", incidents.size()) + host_of_all(incidents), Tone::bold);
  for (const Recurrence& story : document.recurrence) paper.paragraph("  ", say("Again and again") + ": " + story.text, Tone::warn);
  paper.blank();
  write_table(paper, incidents);
  for (std::size_t i = 0; i < std::min(groups.size(), kShown); ++i) write_briefly(paper, groups[i]);
  write_failed_checks(paper, incidents);
  paper.blank();
  if (document.incidents_left_out > 0)
    paper.paragraph("", say("{0} later incidents are not explained; choose with --since and --until.", document.incidents_left_out),
                    Tone::warn);
  paper.paragraph("", say("One of them on a screen: --incident N."), Tone::dim);
  write_end(paper, document);
}

}  // namespace laststraw::report
