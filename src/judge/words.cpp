#include "judge/words.hpp"

namespace laststraw::judge {

std::string words(const Process& process) {
  std::string text = "pid " + std::to_string(number(process.pid));
  if (!is_postgres(process.role)) return text + " (" + process.comm + ")";
  std::string who = process.user;
  if (!process.database.empty()) who += "@" + process.database;
  if (!process.application.empty()) who += (who.empty() ? "" : ", ") + process.application;
  return who.empty() ? text : text + " (" + who + ")";
}

std::string words(const Program& program) {
  if (program.programs > 1) return say("{0} processes of {1} programs", program.processes.size(), program.programs);
  return program.processes.size() == 1 ? words(*program.processes.front())
                                       : say("{0} processes of {1}", program.processes.size(), program.name);
}

std::string statement_words(const Process& process) {
  constexpr std::size_t kMost = 100;
  if (process.statement.empty()) return {};
  std::string text = process.statement.substr(0, kMost);
  // Never end inside a UTF-8 sequence.
  if (process.statement.size() > kMost) {
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(process.statement[end]) & 0xC0) == 0x80) --end;
    text = process.statement.substr(0, end) + "...";
  }
  return "\"" + text + "\"";
}

std::string running_words(const Process& process) {
  return process.statement.empty() ? std::string() : say(", running {0}", statement_words(process));
}

SessionAtFault session_at_fault(const Process& process) {
  return {process.pid, process.comm, process.user, process.database, process.application, process.statement};
}

std::string victim_words(const Facts& facts, const Process* culprit) {
  const Incident& incident = *facts.incident;
  if (incident.victims.empty()) return {};
  const Process& first = incident.processes[incident.victims.front()];
  const std::string who = words(first);
  if (incident.kind == IncidentKind::enomem)
    return &first == culprit ? say("; it was refused memory and nothing was killed") : say("; refused was {0}", who);
  const std::size_t more = incident.victims.size() - 1;
  if (&first == culprit) return more == 0 ? say("; it was also the victim") : say("; it was the first victim, with {0} more", more);
  if (culprit && first.role == Role::parallel_worker && (!first.leader || *first.leader == culprit->pid))
    return more == 0 ? say("; killed was a parallel worker of it, {0}", who)
                     : say("; killed was a parallel worker of it, {0} and {1} more", who, more);
  const bool stood_still = culprit && is_session(first.role) && facts.stood_still(facts.growth(first));
  if (stood_still)
    return more == 0 ? say("; killed was {0}, which had not grown", who)
                     : say("; killed was {0}, which had not grown, and {1} more", who, more);
  return more == 0 ? say("; killed was {0}", who) : say("; killed was {0} and {1} more", who, more);
}

std::string last_straw_words(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.victims.empty()) return {};
  const std::string who = words(incident.processes[incident.victims.front()]);
  const std::size_t more = incident.victims.size() - 1;
  if (more == 0) return say("; the victim, {0}, was only the last straw", who);
  return say_count(more, "; the victim, {1}, was only the last straw, as was {0} more",
                   "; the victim, {1}, was only the last straw, as were {0} more", who);
}

}  // namespace laststraw::judge
