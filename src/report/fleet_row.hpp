// What many incidents come to: a row each, and the stories that they are together.
#pragma once

#include <cstdint>
#include <map>
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
  Text name, what;                ///< "the statement ..."; "3 incidents have the same culprit: the statement ..."
  std::vector<std::string> uids;  ///< in order of time
  std::vector<std::string> hosts, owners;
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

/// Incidents, each once, that are alike in all of these. What is not known of any of them is not there.
struct Tally {
  std::string host;                                         ///< its case, where no log names the host
  std::string owner, environment, outcome, cause, verdict;  ///< cause: of the verdict, "undecided" where there is none
  std::uint64_t incidents = 0;
  std::optional<double> down_s;
  Number sessions_lost;
  std::optional<WallTime> last;
};

struct FleetSummary {
  std::uint64_t incidents = 0;  ///< each once
  std::uint64_t twice = 0;      ///< rows that tell of one that another row tells of, too
  std::uint64_t cases = 0, hosts = 0, undecided = 0;
  double down_s = 0;
  std::int64_t sessions_lost = 0;
  std::string newest;
  std::vector<std::pair<std::string, std::uint64_t>> lacking;  ///< of the undecided ones, the most frequent first
  std::vector<Story> stories;                                  ///< the longest outage first
  std::vector<Tally> tallies;
  /// Rows that count as another: by case and id.
  std::map<std::pair<std::string, std::int64_t>, std::pair<std::string, std::int64_t>> same_as;
};

/// A line of NDJSON: {"story":{...}}.
std::string write_story(const Story& story, const Language& in);

}  // namespace laststraw::report
