#include "eval/partial.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace laststraw::eval {

namespace {

constexpr double kCommits = 0.5;
using Names = std::set<std::string>;

Names names(const Json& truth, const char* first, const char* others) {
  Names all{truth.at(first).get<std::string>()};
  for (const Json& other : truth.value(others, Json::array())) all.insert(other.get<std::string>());
  return all;
}

bool names_victim(const Json& incident, const Json& pid) {
  return std::any_of(incident.at("victims").begin(), incident.at("victims").end(), [&](const Json& one) { return one.at("pid") == pid; });
}

/// The incident that names the first victim, else one with the truth's outcome, else the first.
const Json* incident_of(const Json& incidents, const Json& truth) {
  const Json victims = truth.value("victims", Json::array());
  for (const Json& incident : incidents)
    if (!victims.empty() && names_victim(incident, victims[0].at(0))) return &incident;
  const Names outcomes = names(truth, "outcome", "also_outcomes");
  for (const Json& incident : incidents)
    if (outcomes.contains(incident.at("outcome"))) return &incident;
  return incidents.empty() ? nullptr : &incidents[0];
}

struct Lead {
  std::string cause;
  double likelihood = 0;
  bool commits() const { return likelihood >= kCommits && cause != "insufficient_evidence"; }
};

Lead lead_of(const Json& incident) {
  const Json& first = incident.at("hypotheses").at(0);
  return {first.at("cause"), first.at("likelihood")};
}

Grade without_incident(const Json& truth, const Names& causes, const Names& outcomes) {
  if (truth.at("cause") == "no_incident") return Grade::right;
  if (causes.contains("no_incident")) return Grade::acceptable;
  if (!outcomes.contains("none")) return Grade::wrong;
  return truth.at("lean") == "must" ? Grade::too_timid : Grade::acceptable;
}

/// The truth knows no incident of memory: a paragraph that says what it was instead is right.
Grade where_nothing_was(const std::string& outcome, const Lead& lead, const std::string& lean, const Names& causes, const Names& outcomes) {
  if (lead.commits() && !causes.contains(lead.cause)) return Grade::too_bold;
  if (outcomes.contains(outcome)) return Grade::right;
  if (lean == "must") return Grade::wrong;
  return lead.cause == "insufficient_evidence" || causes.contains(lead.cause) ? Grade::acceptable : Grade::wrong;
}

Grade of_lead(const Lead& lead, const std::string& cause, const std::string& lean, const Names& causes) {
  const bool holds_back = lead.cause == "insufficient_evidence";
  if (lean == "none") {
    if (lead.commits()) return Grade::too_bold;
    return lead.cause == cause || holds_back ? Grade::right : Grade::acceptable;
  }
  if (lean == "may") {
    if (lead.cause == cause) return Grade::right;
    return causes.contains(lead.cause) || holds_back ? Grade::acceptable : Grade::wrong;
  }
  if (!causes.contains(lead.cause)) return holds_back ? Grade::too_timid : Grade::wrong;
  if (!lead.commits()) return Grade::too_timid;
  return lead.cause == cause ? Grade::right : Grade::acceptable;
}

/// A cause that would be absurd leads one of the incidents.
std::optional<Grade> absurd(const Json& incidents, const Json& truth) {
  const Json never = truth.value("never", Json::array());
  for (const Json& incident : incidents) {
    const Lead lead = lead_of(incident);
    if (std::find(never.begin(), never.end(), lead.cause) == never.end()) continue;
    return lead.commits() && truth.at("lean") == "none" ? Grade::too_bold : Grade::wrong;
  }
  return std::nullopt;
}

std::optional<bool> victims_right(const Json& incidents, const Json& truth) {
  const auto named = [&](const Json& pid) {
    return std::any_of(incidents.begin(), incidents.end(), [&](const Json& incident) { return names_victim(incident, pid); });
  };
  for (const Json& pid : truth.value("not_victims", Json::array()))
    if (named(pid)) return false;
  const Json victims = truth.value("victims", Json::array());
  if (victims.empty()) return std::nullopt;
  return std::all_of(victims.begin(), victims.end(), [&](const Json& one) { return named(one.at(0)); });
}

}  // namespace

std::string_view word(Grade grade) {
  constexpr std::array<std::string_view, 5> kWords{"right", "acceptable", "too timid", "wrong", "too bold"};
  return kWords.at(static_cast<std::size_t>(grade));
}

bool is_excerpt(const Json& truth) { return truth.value("kind", "") == "partial"; }

Excerpt grade(const Json& report, const Json& truth) {
  const Json& incidents = report.at("incidents");
  const Names causes = names(truth, "cause", "also"), outcomes = names(truth, "outcome", "also_outcomes");
  Excerpt excerpt{truth.at("shape"), truth.at("lean"), "(none)", 0, Grade::wrong, false, victims_right(incidents, truth)};
  const Json* incident = incident_of(incidents, truth);
  excerpt.outcome = outcomes.contains(incident ? incident->at("outcome").get<std::string>() : "none");
  if (!incident) {
    excerpt.grade = without_incident(truth, causes, outcomes);
    return excerpt;
  }
  const Lead lead = lead_of(*incident);
  excerpt.got = lead.cause, excerpt.likelihood = lead.likelihood;
  if (const auto wrong = absurd(incidents, truth))
    excerpt.grade = *wrong;
  else if (truth.at("cause") == "no_incident")
    excerpt.grade = where_nothing_was(incident->at("outcome"), lead, excerpt.lean, causes, outcomes);
  else
    excerpt.grade = of_lead(lead, truth.at("cause"), excerpt.lean, causes);
  return excerpt;
}

}  // namespace laststraw::eval
