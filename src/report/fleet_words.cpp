#include "report/fleet_words.hpp"

#include <algorithm>

#include "report/format.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

/// Stories and reasons in the lines below a table.
constexpr std::size_t kMostTold = 5;

Text changes_of(const Story& story) {
  std::vector<Text> parts;
  for (const Change& change : story.changes) parts.push_back(say("{0} {1} instead of {2}", change.name, change.after, change.before));
  return joined(parts, ", ");
}

}  // namespace

std::vector<Text> fleet_facts(const FleetSummary& summary) {
  std::vector<Text> facts;
  if (summary.hosts > 0) facts.push_back(say_count(summary.hosts, "{0} host", "{0} hosts"));
  if (summary.twice > 0)
    facts.push_back(say_count(summary.twice, "{0} row tells of one that another row tells of, too",
                              "{0} rows tell of ones that other rows tell of, too"));
  if (summary.undecided > 0) facts.push_back(say("{0} undecided", summary.undecided));
  if (summary.down_s > 0) facts.push_back(say("down {0} in all", Duration{summary.down_s}));
  if (summary.sessions_lost > 0)
    facts.push_back(say_count(static_cast<std::uint64_t>(summary.sessions_lost), "{0} session lost", "{0} sessions lost"));
  return facts;
}

std::vector<Text> story_tags(const Story& story) {
  std::vector<Text> tags;
  if (story.is_new) tags.push_back(say("new this week"));
  if (story.not_seen_since) tags.push_back(say("not seen since {0}", story.last.substr(0, 10)));
  if (story.of_victims) tags.push_back(say("no culprit is known"));
  return tags;
}

std::vector<Text> story_notes(const Story& story) {
  std::vector<Text> notes;
  if (!story.every.empty()) notes.push_back(story.every);
  if (!story.growth.empty()) notes.push_back(story.growth);
  if (!story.changes.empty())
    notes.push_back(say("Before its first, on {0} since {1}: {2}.", host_name(story.changed_on),
                        short_time(story.changed_since).substr(0, 16), changes_of(story)));
  if (!story.look_at.empty()) notes.push_back(story.look_at);
  return notes;
}

std::string write_summary_of_fleet(const FleetSummary& summary, const TextStyle& style, const Language& in) {
  std::string text;
  const auto line = [&](std::size_t indent, const Text& what) {
    const std::string begin(indent, ' ');
    text += begin + wrap(harmless(in(what)), static_cast<std::size_t>(style.width) - indent, begin + "  ") + "\n";
  };
  if (!summary.stories.empty()) {
    line(0, say("What happens again and again ({0} in all):", summary.story_count));
    for (std::size_t i = 0; i < std::min(kMostTold, summary.stories.size()); ++i) {
      const Story& story = summary.stories[i];
      std::vector<Text> parts{story.what};
      if (story.hosts > 0) parts.push_back(say_count(story.hosts, "{0} host", "{0} hosts"));
      if (story.down_known > 0) parts.push_back(say("down {0} in all", Duration{story.down_s}));
      for (const Text& tag : story_tags(story)) parts.push_back(tag);
      line(2, joined(parts, "; "));
      for (const Text& note : story_notes(story)) line(6, note);
    }
  }
  if (summary.lacking.empty()) return text;
  std::vector<Text> reasons;
  for (std::size_t i = 0; i < std::min(kMostTold, summary.lacking.size()); ++i)
    reasons.push_back(say("{0}: {1}", summary.lacking[i].first,
                          Percent{static_cast<double>(summary.lacking[i].second) / static_cast<double>(summary.undecided)}));
  line(0, say("Of {0} undecided ones the inputs lack {1}.", summary.undecided, joined(reasons, ", ")));
  return text;
}

}  // namespace laststraw::report
