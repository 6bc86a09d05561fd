#include "judge/words.hpp"

namespace laststraw::judge {

Identity words(const Process& process) {
  if (!is_postgres(process.role)) return {process.pid, process.comm, {}, {}, {}};
  return {process.pid, {}, process.user, process.database, process.application};
}

Sentence words(const Program& program) {
  if (program.programs > 1) return say("{0} processes of {1} programs", program.processes.size(), program.programs);
  return program.processes.size() == 1 ? Sentence(words(*program.processes.front()))
                                       : say("{0} processes of {1}", program.processes.size(), command_name(program.name));
}

Sentence killer_name(SystemEventKind kind) {
  switch (kind) {
    case SystemEventKind::earlyoom_kill:
      return "earlyoom";
    case SystemEventKind::systemd_oomd_kill:
      return "systemd-oomd";
    case SystemEventKind::nohang_kill:
      return "nohang";
    case SystemEventKind::oomd_kill:
      return "oomd";
    case SystemEventKind::kubelet_eviction:
      return say("the kubelet");
    default:
      return say("a user-space killer");
  }
}

Name statement_words(const Process& process) { return quoted_statement(process.statement); }

Sentence running_words(const Process& process) {
  return process.statement.empty() ? Sentence() : say(", running {0}", statement_words(process));
}

SessionAtFault session_at_fault(const Process& process) {
  return {process.pid, process.comm, process.user, process.database, process.application, process.statement};
}

Sentence victim_words(const Facts& facts, const Process* culprit) {
  const Incident& incident = *facts.incident;
  if (incident.victims.empty()) return {};
  const Process& first = incident.processes[incident.victims.front()];
  const Identity who = words(first);
  if (incident.kind == IncidentKind::enomem)
    return &first == culprit ? say("; it was refused memory and nothing was killed") : say("; {0} was refused memory", who);
  const std::size_t more = incident.victims.size() - 1;
  if (&first == culprit) return more == 0 ? say("; it was also the victim") : say("; it was the first victim, with {0} more", more);
  if (culprit && first.role == Role::parallel_worker && (!first.leader || *first.leader == culprit->pid))
    return more == 0 ? say("; one of its parallel workers, {0}, was killed", who)
                     : say("; one of its parallel workers, {0}, was killed, and {1} more", who, more);
  const bool stood_still = culprit && is_session(first.role) && facts.stood_still(facts.growth(first));
  if (stood_still)
    return more == 0 ? say("; the process killed was {0}, which had not grown", who)
                     : say("; the processes killed were {0}, which had not grown, and {1} more", who, more);
  return more == 0 ? say("; the process killed was {0}", who) : say("; the processes killed were {0} and {1} more", who, more);
}

Sentence last_straw_words(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.victims.empty()) return {};
  const Identity who = words(incident.processes[incident.victims.front()]);
  const std::size_t more = incident.victims.size() - 1;
  if (more == 0) return say("; the victim, {0}, was only the last straw", who);
  return say_count(more, "; the victim, {1}, was only the last straw, as was {0} more",
                   "; the victim, {1}, was only the last straw, as were {0} more", who);
}

}  // namespace laststraw::judge
