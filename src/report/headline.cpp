// What happened, in few words.
#include "report/brief.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

/// The server's group is a container's: its limit is called so.
bool in_container(const Incident& incident) {
  const auto kind = incident.environment ? from_word<EnvironmentKind>(*incident.environment) : std::nullopt;
  Environment environment;
  if (kind) environment.kind = *kind;
  return environment.is_container();
}

}  // namespace

Text headline(const Incident& incident) {
  switch (incident.outcome) {
    case IncidentKind::kernel_oom:
      // Witnesses without the kernel's own lines do not tell whether the host ran out or a limit was hit.
      if (!incident.scope && !incident.witnesses.empty()) return say("killed by the kernel's OOM killer");
      return incident.scope == "cpuset" || incident.scope == "mempolicy" ? say("out of memory on the memory nodes allowed")
                                                                         : say("host out of memory");
    case IncidentKind::memcg_oom:
      return in_container(incident) ? say("memory limit of the container hit") : say("memory limit of the cgroup hit");
    case IncidentKind::sysrq_oom:
      return say("OOM kill asked for by hand (SysRq)");
    case IncidentKind::enomem:
      return say("memory refused, nothing killed");
    case IncidentKind::userspace_oom_killer:
      return say("killed by an OOM killer in user space");
    case IncidentKind::sigkill_no_oom:
      return say("killed by signal 9, sender not seen");
    case IncidentKind::postgres_limit:
      return say("a limit of PostgreSQL's own was hit");
    case IncidentKind::allocation_failure:
      return say("an allocation of the kernel failed, nothing killed");
    case IncidentKind::memory_pressure:
      return say("near miss: memory all but ran out");
    case IncidentKind::not_memory:
      return say("not a matter of memory");
  }
  return {};
}

Text short_headline(const Incident& incident) {
  switch (incident.outcome) {
    case IncidentKind::kernel_oom:
      return say("host OOM");
    case IncidentKind::memcg_oom:
      return say("limit hit");
    case IncidentKind::sysrq_oom:
      return say("by SysRq");
    case IncidentKind::enomem:
      return say("refused");
    case IncidentKind::userspace_oom_killer:
      return say("other killer");
    case IncidentKind::sigkill_no_oom:
      return say("signal 9");
    case IncidentKind::postgres_limit:
      return say("own limit");
    case IncidentKind::allocation_failure:
      return say("alloc failed");
    case IncidentKind::memory_pressure:
      return say("near miss");
    case IncidentKind::not_memory:
      return say("not memory");
  }
  return {};
}

}  // namespace laststraw::report
