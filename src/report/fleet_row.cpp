#include "report/fleet_row.hpp"

#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/fleet_fields.hpp"
#include "report/json_reader.hpp"
#include "report/json_writer.hpp"

namespace laststraw::report {

namespace {

constexpr std::size_t kClaims = 3;

void put_conclusion(FleetRow& row, const Incident& incident, const Language& in) {
  const Hypothesis& first = leading(incident);
  row.cause = first.cause, row.likelihood = first.likelihood;
  if (incident.culprit) row.culprit = in(incident.culprit->who);
  if (incident.victim) row.victim = in(incident.victim->who), row.victim_pid = incident.victim->pid;
  for (const Weighed& one : first.evidence) {
    if (row.evidence.size() >= kClaims) break;
    row.evidence.push_back(in(one.claim) + (one.at.path.empty() ? std::string() : " (" + place_text(one.at) + ")"));
  }
  if (incident.verdict != VerdictKind::undecided) return;
  for (const Hypothesis& one : incident.hypotheses)
    if (one.cause == "insufficient_evidence")
      for (const Lacking& lacking : one.missing) row.lacking.push_back(in(lacking.what));
}

void write_list(const StoryLists::List& list, const std::function<void(const std::string& part)>& write) {
  constexpr std::size_t kAtOnce = 65536;
  std::string part;
  bool first = true;
  list([&](const std::string& name) {
    JsonWriter writer(-1);
    writer.value(name);
    part += (first ? "" : ",") + writer.take();
    first = false;
    if (part.size() < kAtOnce) return;
    write(part);
    part.clear();
  });
  write(part);
}

}  // namespace

FleetRow fleet_row(const CaseIncident& one, const Language& in) {
  const Incident& incident = one.incident;
  FleetRow row;
  row.case_name = one.case_name, row.uid = incident.uid, row.at = incident.at, row.when = in(incident.when);
  row.host = incident.host, row.owner = one.owner, row.id = incident.id;
  row.outcome = incident.outcome, row.verdict = incident.verdict, row.slack_s = incident.slack_s;
  put_conclusion(row, incident, in);
  row.summary = in(incident.summary), row.environment = incident.environment.value_or("");
  row.down_s = incident.postgres.down_s, row.sessions_lost = incident.postgres.sessions_lost;
  row.comparison = one.comparison;
  for (Trait& trait : row.comparison.traits) trait.name = Text(in(trait.name));
  return row;
}

std::string write_row(const FleetRow& row) {
  JsonWriter write(-1);
  write.object([&] { fields(write, row); });
  return write.take();
}

FleetRow read_row(std::string_view line) {
  FleetRow row;
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) throw std::invalid_argument("is no row of a fleet");
  JsonReader read(json);
  fields(read, row);
  return row;
}

void write_story(const Story& story, const StoryLists& lists, const Language& in,
                 const std::function<void(const std::string& part)>& write) {
  JsonWriter writer(-1, in, {.series = false, .arguments = false, .pictures = false});
  writer.object([&] { writer("story", story); });
  const std::string json = writer.take();
  std::size_t done = 0;
  for (const auto& [name, list] : {std::pair("\"uids\":[", &lists.uids), {"\"hosts\":[", &lists.hosts}, {"\"owners\":[", &lists.owners}}) {
    // No text holds this: there a quote has a backslash before it.
    const std::size_t at = json.find(name, done) + std::strlen(name);
    write(json.substr(done, at - done));
    write_list(*list, write);
    done = at;
  }
  write(json.substr(done));
}

}  // namespace laststraw::report
