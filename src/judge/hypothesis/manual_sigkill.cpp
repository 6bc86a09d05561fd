// Signal 9 without an OOM killer: a person, a script, a timeout.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

/// The group's own count of OOM kills, if a capture holds it: v2 memory.events, v1 memory.oom_control.
std::optional<std::pair<std::int64_t, Citation>> oom_kill_counter(const Records& records) {
  for (const char* name : {"memory.events:oom_kill", "memory.oom_control:oom_kill"})
    if (const auto count = integer(records.cgroup, name)) return std::pair(*count, find(records.cgroup, name)->cite);
  return std::nullopt;
}

void weigh_absence(Sum& sum, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kernel_log_covers)
    sum.add("kernel_silent", say("the kernel log covers the moment and holds no OOM kill"), incident.kernel_log_cite);
  else
    sum.missing(say("a kernel log that covers the moment"), Absence::not_supplied, say("journalctl -k --since/--until around it, or dmesg before the next boot"));
  if (const auto counter = oom_kill_counter(*incident.records); counter && counter->first == 0)
    sum.add("counters_zero", say("the cgroup counts no OOM kill"), counter->second);
}

/// What is known of the sender. That it was not the OOM killer is said only where the kernel would have had to speak, or
/// the group's counter says so, and nobody speaks of an OOM kill.
std::string sentence_of(const Facts& facts, const std::string& who, bool counted_none) {
  const Incident& incident = *facts.incident;
  const std::string spare = facts.shortage == Shortage::no ? say(" and {0}", facts.shortage_words) : std::string();
  if (!incident.witnesses.empty() || (!incident.kernel_log_covers && !counted_none))
    return say("Killed by signal 9, sender not seen: {0} died of it{1}.", who, spare);
  const std::string silent = incident.kernel_log_covers ? say(" while the kernel log, which covers that moment, is silent") : std::string();
  return say("Not the OOM killer: {0} died of signal 9{1}{2}; somebody or something else sent it.", who, silent, spare);
}

}  // namespace

Finding manual_sigkill(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kind == IncidentKind::enomem) return Sum::not_applicable("manual_sigkill");
  Sum sum("manual_sigkill", facts);
  const auto counter = oom_kill_counter(*incident.records);
  if (incident.report) sum.add("kernel_names_pid", say("the kernel reports the kill and its reason"));
  else if (incident.oom_witnessed && !incident.witnesses.empty()) sum.add("kernel_names_pid", incident.witnesses.front().text, incident.witnesses.front().cite);
  else if (incident.other_killer) sum.add("other_killer", say("a user-space OOM killer reports the kill"), incident.other_killer->cite);
  else weigh_absence(sum, facts);
  if (facts.shortage == Shortage::no) sum.add("memory_to_spare", facts.shortage_words, facts.shortage_cite);
  else if (facts.shortage == Shortage::yes && !incident.report) sum.add("memory_short", facts.shortage_words, facts.shortage_cite);
  if (facts.shortage == Shortage::unknown)
    sum.missing(say("how much memory was free then"), Absence::not_supplied, say("sar -r, PSI or cgroup captures of that time"));
  if (incident.victims.empty()) return sum.done();

  const Process& victim = incident.processes[incident.victims.front()];
  sum.finding().culprit = {"process", victim.pid, say("whoever sent SIGKILL to {0}", words(victim)), {}, {}, {}, {}, Bytes{0}, std::nullopt};
  sum.finding().sentence = sentence_of(facts, words(victim), counter && counter->first == 0);
  return sum.done();
}

}  // namespace laststraw::judge
