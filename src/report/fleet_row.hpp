// What many incidents come to: a row each, and the stories that they are together.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "laststraw/time.hpp"
#include "report/document.hpp"
#include "text/language.hpp"

namespace laststraw::report {

/// Of one incident what the views of a fleet show; its texts are in the language of the views.
struct FleetRow {
  std::string case_name, uid, at, when, host, owner;
  std::int64_t id = 1;
  IncidentKind outcome{};
  VerdictKind verdict{};
  std::string cause;  ///< the likeliest, decided or not
  double likelihood = 0, slack_s = 0;
  Number victim_pid;
  std::string culprit, victim, summary, environment;
  std::optional<double> down_s;
  Number sessions_lost;
  std::vector<std::string> lacking;   ///< undecided: what would tell more
  std::vector<std::string> evidence;  ///< the weightiest claims, with their places
  std::string link{};                 ///< of its report, set by who writes it; empty: none
  Comparison comparison;
};

FleetRow fleet_row(const CaseIncident& one, const Language& in);
/// A line of JSON, there and back. read_row() throws std::invalid_argument.
std::string write_row(const FleetRow& row);
FleetRow read_row(std::string_view line);

/// What was another value before.
struct Change {
  std::string name, before, after;
};

/// Incidents of one or many cases that are one story. An incident that several cases tell of counts once.
struct Story {
  std::string id;  ///< the same in every run that finds it
  std::string by;  ///< what they share: the name of SharedTrait
  bool of_victims = false;
  Text name, what;  ///< "the statement ..."; "3 incidents have the same culprit: the statement ..."
  std::uint64_t incidents = 0, hosts = 0;
  std::string cause;  ///< the most frequent one
  std::uint64_t undecided = 0;
  std::string first, last;  ///< times as in rows; empty: not dated
  Text every, look_at, growth;
  double down_s = 0;  ///< of those of which it is known
  std::uint64_t down_known = 0;
  std::int64_t sessions_lost = 0;
  std::uint64_t sessions_known = 0;
  bool is_new = false;          ///< its first is of the last seven days, and not all incidents are
  bool not_seen_since = false;  ///< quiet for a week and twice its longest pause before the newest incident
  /// Between its first incident and the one before that on the same host, as far as both tell.
  std::string changed_on, changed_since;  ///< the host and the time of the one before; empty: there is none that tells
  std::vector<Change> changes;
};

/// The lists of a story, in which it may have as much as all rows: each name is handed on as it is read.
struct StoryLists {
  using List = std::function<void(const std::function<void(const std::string&)>& take)>;
  List uids;           ///< in order of time
  List hosts, owners;  ///< by name
  List listed;         ///< those of `uids` that a page lists
};

/// A row, by its case and its id there.
struct RowName {
  std::string case_name;
  std::int64_t id = 0;
};

/// A story as far as a page lists its incidents.
struct ListedStory {
  std::string id;
  Text name;
  std::vector<std::string> uids;
};

/// Incidents, each once, that are alike in all of these. What is not known of any of them is not there.
struct Tally {
  bool of_others = false;                                   ///< of hosts that have no tally of their own
  std::string host;                                         ///< its case, where no log names the host
  std::string owner, environment, outcome, cause, verdict;  ///< cause: of the verdict, "undecided" where there is none
  std::uint64_t incidents = 0;
  std::optional<double> down_s;
  Number sessions_lost;
  std::optional<WallTime> last;
};

/// Of stories, causes and hosts what views show; a page of more is none that anybody reads.
constexpr std::uint64_t kMostStories = 500, kMostCounted = 15, kMostLacking = 100;

struct FleetSummary {
  std::uint64_t incidents = 0;  ///< each once
  std::uint64_t twice = 0;      ///< rows that tell of one that another row tells of, too
  std::uint64_t cases = 0, hosts = 0, undecided = 0;
  double down_s = 0;
  std::int64_t sessions_lost = 0;
  std::string newest;
  std::vector<std::pair<std::string, std::uint64_t>> lacking;         ///< of the undecided ones, the most frequent first
  std::vector<std::pair<std::string, std::uint64_t>> causes, places;  ///< of all rows: the most frequent; places: hosts, or cases
  std::uint64_t listed = 0;                                           ///< of the incidents, on a page
  std::vector<ListedStory> listed_stories;                            ///< where there is a page: the longest outage first
  std::vector<std::pair<RowName, RowName>> listed_same;  ///< rows that tell of the incident of a listed row, which is the second
  std::uint64_t story_count = 0;
  std::vector<Story> stories;  ///< the first of them: the longest outage first
  std::vector<Tally> tallies;
  std::uint64_t listed_hosts = 0, other_hosts = 0;  ///< with tallies of their own, and without
};

/// A line of NDJSON: {"story":{...}}.
void write_story(const Story& story, const StoryLists& lists, const Language& in,
                 const std::function<void(const std::string& part)>& write);

}  // namespace laststraw::report
