// What happened, for readers who run no server.
#include "report/brief.hpp"
#include "report/format.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

/// A whole sentence without a technical term that can be avoided.
Text plainly(const Incident& incident) {
  switch (incident.outcome) {
    case IncidentKind::kernel_oom:
      return say("the server had no memory left, and the operating system ended a process");
    case IncidentKind::memcg_oom:
      return say("the memory limit set for the database was reached, and the operating system ended a process");
    case IncidentKind::sysrq_oom:
      return say("somebody told the operating system to end the largest process");
    case IncidentKind::enomem:
      return say("the database asked for memory and was refused it; nothing was ended");
    case IncidentKind::userspace_oom_killer:
      return say("a service that watches memory ended a process");
    case IncidentKind::sigkill_no_oom:
      return say("a process of the database was ended from outside");
    case IncidentKind::postgres_limit:
      return say("a request was larger than the database allows, whatever the memory of the server");
    case IncidentKind::allocation_failure:
      return say("the operating system could not get a piece of memory for itself; nothing was ended");
    case IncidentKind::memory_pressure:
      return say("memory all but ran out; nothing was ended");
    case IncidentKind::not_memory:
      return say("the database failed for another reason than memory");
  }
  return {};
}

Text outage_sentence(const Postgres& postgres) {
  if (postgres.down_s) return say("The database was unavailable for {0}.", Duration{*postgres.down_s});
  if (postgres.stays_down) return say("The database does not come back by itself.");
  if (postgres.crashed) return say("How long the database was unavailable is not known.");
  return postgres.log_covers ? say("The database stayed available.")
                             : say("Whether the database was unavailable is not known: its log is not among the inputs.");
}

}  // namespace

std::vector<Text> for_management(const Incident& incident) {
  const Text where = incident.host.empty() ? say("On the database server") : say("On the database server {0}", host_name(incident.host));
  std::vector<Text> said{
      incident.at.empty() ? say("{0} {1}.", where, plainly(incident)) : say("{0} at {1} {2}.", where, incident.when, plainly(incident)),
      outage_sentence(incident.postgres)};
  if (const Number& lost = incident.postgres.sessions_lost; lost && *lost > 0)
    said.push_back(say_count(static_cast<std::uint64_t>(*lost), "{0} session was cut off; what it had not committed was rolled back.",
                             "{0} sessions were cut off; what they had not committed was rolled back."));
  if (const std::uint64_t refused = incident.postgres.rejected_connections; refused > 0)
    said.push_back(say_count(refused, "{0} connection was refused meanwhile.", "{0} connections were refused meanwhile."));
  said.push_back(incident.summary);
  said.push_back(recurs(incident));
  for (const Step* step : first_steps(incident, StepWhen::prevent, 1)) said.push_back(say("To prevent it: {0}.", step->text));
  return said;
}

}  // namespace laststraw::report
