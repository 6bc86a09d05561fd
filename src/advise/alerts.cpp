#include "advise/alerts.hpp"

#include <algorithm>

#include "judge/checks.hpp"
#include "text/say.hpp"

namespace laststraw::advise {

namespace {

constexpr double kAvailableLeast = 0.10;  ///< of the RAM
constexpr double kGroupMost = 0.85;       ///< of the limit
constexpr double kCommittedMost = 0.90;   ///< of CommitLimit

/// Fires where the value is below (or above) the threshold.
struct Rule {
  std::string_view series;
  bool below;
  double threshold;
};

/// The time from which on it fired without a break until the incident.
void try_out(Alert& alert, const judge::Facts& facts, const Rule& rule) {
  const Incident& incident = *facts.incident;
  const auto known = std::find_if(incident.series.begin(), incident.series.end(),
                                  [&](const AlignedSeries& series) { return series.name == rule.series && series.points.size() > 1; });
  if (known == incident.series.end() || !incident.when.wall) {
    alert.said = say("no history tells how long before it would have fired");
    return;
  }
  const AlignedSeries::Point* first = nullptr;
  for (const AlignedSeries::Point& point : known->points) {
    if (point.at > *incident.when.wall) break;
    const bool fires = rule.below ? point.value < rule.threshold : point.value > rule.threshold;
    first = !fires ? nullptr : first ? first : &point;
  }
  if (!first || *incident.when.wall - first->at < std::chrono::seconds(1)) {
    alert.said = say("it would not have fired before: memory went too fast for this history");
    return;
  }
  alert.before = std::chrono::duration_cast<std::chrono::seconds>(*incident.when.wall - first->at);
  alert.said = say("it would have fired {0} before", how_long(*alert.before));
  alert.cite = Citation{{known->source, first->line, first->line}, {}};
}

Alert alert(std::string_view step, Sentence text, std::string expression) {
  return {step, std::move(text), std::move(expression), std::nullopt, {}, std::nullopt};
}

}  // namespace

std::vector<Alert> alerts_of(const judge::Facts& facts) {
  std::vector<Alert> alerts;
  const IncidentKind kind = facts.incident->kind;
  if (kind == IncidentKind::memcg_oom) {
    Alert& group = alerts.emplace_back(alert("memory_alert", say("Alert where the group holds more than 85 % of its limit"),
                                             "container_memory_working_set_bytes / container_spec_memory_limit_bytes > 0.85"));
    if (facts.total)
      try_out(group, facts, {"memcg_usage_bytes", false, static_cast<double>(facts.total->value.count) * kGroupMost});
    else
      group.said = say("the limit is not known");
  } else if (kind == IncidentKind::enomem) {
    Alert& promised = alerts.emplace_back(alert("memory_alert", say("Alert where Committed_AS is above 90 % of CommitLimit"),
                                                "node_memory_Committed_AS_bytes / node_memory_CommitLimit_bytes > 0.90"));
    if (const auto& limit = facts.incident->records->meminfo.commit_limit)
      try_out(promised, facts, {"committed_bytes", false, static_cast<double>(limit->value.count) * kCommittedMost});
    else
      promised.said = say("CommitLimit is not known");
  } else {
    Alert& available = alerts.emplace_back(alert("memory_alert", say("Alert where less than 10 % of the RAM is available"),
                                                 "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.10"));
    if (const auto ram = judge::ram_of(facts))
      try_out(available, facts, {"mem_available_bytes", true, static_cast<double>(ram->value.count) * kAvailableLeast});
    else
      available.said = say("the size of the RAM is not known");
  }
  Alert& pressure =
      alerts.emplace_back(alert("pressure_alert", say("Alert where tasks wait for memory more than 10 % of the time (PSI some)"),
                                "rate(node_pressure_memory_waiting_seconds_total[1m]) > 0.10"));
  try_out(pressure, facts, {"psi_memory_some_avg10_percent", false, static_cast<double>(judge::threshold::kPressure)});
  return alerts;
}

}  // namespace laststraw::advise
