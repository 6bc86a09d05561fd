// Signal 9 without an OOM killer: a person, a script, a timeout.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

/// The group's own count of OOM kills, if a capture holds it: v2 memory.events, v1 memory.oom_control.
std::optional<Cited<std::int64_t>> oom_kill_counter(const Records& records) {
  for (const char* name : {"memory.events:oom_kill", "memory.oom_control:oom_kill"})
    if (const auto count = cited(integer(records.cgroup, name), records.cgroup, name)) return count;
  return std::nullopt;
}

void weigh_absence(Sum& sum, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kernel_log_covers)
    sum.add("kernel_silent", say("the kernel log covers the moment and holds no OOM kill"), facts.or_anchor(incident.kernel_log_cite));
  else
    sum.missing(say("a kernel log that covers the moment"), Absence::not_supplied, say("journalctl -k --since/--until around it, or dmesg before the next boot"));
  if (const auto counter = oom_kill_counter(*incident.records); counter && counter->value == 0)
    sum.add("counters_zero", say("the cgroup counts no OOM kill"), *counter);
}

}  // namespace

Finding manual_sigkill(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kind == IncidentKind::enomem) return Sum::not_applicable("manual_sigkill");
  Sum sum("manual_sigkill", facts);
  if (incident.report) sum.add_at_anchor("kernel_names_pid", say("the kernel reports the kill and its reason"));
  else if (incident.other_killer) sum.add("other_killer", say("a user-space OOM killer reports the kill"), incident.other_killer->cite);
  else weigh_absence(sum, facts);
  if (facts.shortage == Shortage::no && facts.was_left) sum.add("memory_to_spare", facts.was_left->value, *facts.was_left);
  else if (facts.shortage == Shortage::yes && facts.was_left) sum.add("memory_short", facts.was_left->value, *facts.was_left);
  if (facts.shortage == Shortage::unknown)
    sum.missing(say("how much memory was free then"), Absence::not_supplied, say("sar -r, PSI or cgroup captures of that time"));
  if (incident.victims.empty()) return sum.done();

  const Process& victim = incident.processes[incident.victims.front()];
  sum.finding().culprit = {"process", victim.pid, say("whoever sent SIGKILL to {0}", words(victim)), {}, {}, {}, {}, Bytes{0}, std::nullopt};
  const std::string silent = incident.kernel_log_covers ? say(" while the kernel log, which covers that moment, is silent") : std::string();
  const std::string spare = facts.shortage == Shortage::no && facts.was_left ? say(" and {0}", facts.was_left->value) : std::string();
  sum.finding().sentence = say("Not the OOM killer: {0} died of signal 9{1}{2}; somebody or something else sent it.", words(victim), silent, spare);
  return sum.done();
}

}  // namespace laststraw::judge
