// Signal 9 without an OOM killer: a person, a script, a timeout.
#include <array>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "manual_sigkill";
constexpr std::array kTerms{
    Term{"prior", -6, -6.0, "People and scripts rarely send SIGKILL; this applies only if nothing else did.", kExclusion},
    Term{"kernel_silent", 16, 16.0, "The kernel log covers the moment and holds no OOM kill.",
         "docs/reference/causes.md 8, absent is not zero"},
    Term{"counters_zero", 14, 14.4, "The cgroup's own counter says that the OOM killer never acted in it.", "docs/reference/kernel.md 4.8"},
    Term{"memory_to_spare", 9, 7.9, "There was memory to spare at the moment of the kill.", kExclusion},
    Term{"memory_short", -8, -8.1, "Memory was short at the moment of the kill.", kExclusion},
    Term{"kernel_names_pid", -60, -60.0, "The kernel says that it killed this process for want of memory.", kExclusion},
    Term{"other_killer", -40, -40.0, "A user-space OOM killer says that it did it.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

/// The group's own count of OOM kills, if a capture holds it: v2 memory.events, v1 memory.oom_control.
std::optional<Cited<std::int64_t>> oom_kill_counter(const Records& records) {
  return records.cgroup.oom_kills ? records.cgroup.oom_kills : records.cgroup.v1_oom_kills;
}

void weigh_absence(Sum& sum, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kernel_log_covers)
    sum.add(term("kernel_silent"), say("the kernel log covers the moment and holds no OOM kill"),
            facts.or_anchor(incident.kernel_log_cite));
  else
    sum.missing(say("a kernel log that covers the moment"), Absence::not_supplied,
                say("journalctl -k --since '...' --until '...' around it, or dmesg before the next boot"));
  if (const auto counter = oom_kill_counter(*incident.records); counter && counter->value == 0)
    sum.add(term("counters_zero"), say("the cgroup counts no OOM kill"), *counter);
}

/// What is known of the sender. That it was not the OOM killer is said only where the kernel would have had to speak, or
/// the group's counter says so, and nobody speaks of an OOM kill.
Sentence sentence_of(const Facts& facts, const Sentence& who, bool counted_none) {
  const Incident& incident = *facts.incident;
  const Sentence spare = facts.shortage == Shortage::no && facts.was_left ? say(" and {0}", facts.was_left->value) : Sentence();
  if (!incident.witnesses.empty() || (!incident.kernel_log_covers && !counted_none))
    return say("Killed by signal 9, sender not seen: {0} died of it{1}.", who, spare);
  const Sentence silent = incident.kernel_log_covers ? say(" while the kernel log, which covers that moment, is silent") : Sentence();
  return say("Not the OOM killer: {0} died of signal 9{1}{2}; somebody or something else sent it.", who, silent, spare);
}

Finding ask(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kind == IncidentKind::enomem || incident.kind == IncidentKind::allocation_failure ||
      incident.kind == IncidentKind::postgres_limit || incident.kind == IncidentKind::memory_pressure)
    return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  if (incident.report)
    sum.add_at_anchor(term("kernel_names_pid"), say("the kernel reports the kill and its reason"));
  else if (incident.oom_witnessed && !incident.witnesses.empty())
    sum.add(term("kernel_names_pid"), incident.witnesses.front().text, incident.witnesses.front().cite);
  else if (incident.other_killer)
    sum.add(term("other_killer"), say("a user-space OOM killer reports the kill"), incident.other_killer->cite);
  else
    weigh_absence(sum, facts);
  if (facts.shortage == Shortage::no && facts.was_left)
    sum.add(term("memory_to_spare"), facts.was_left->value, *facts.was_left);
  else if (facts.shortage == Shortage::yes && facts.was_left)
    sum.add(term("memory_short"), facts.was_left->value, *facts.was_left);
  if (facts.shortage == Shortage::unknown)
    sum.missing(say("how much memory was free then"), Absence::not_supplied, say("sar -r, PSI or cgroup captures of that time"));
  const Process* victim = incident.victims.empty() ? nullptr : &incident.processes[incident.victims.front()];
  sum.finding().culprit = {UnknownSender{victim ? std::optional(victim->pid) : std::nullopt}, std::nullopt};
  const auto counter = oom_kill_counter(*incident.records);
  sum.finding().sentence = sentence_of(facts,
                                       victim                     ? Sentence(words(*victim))
                                       : incident.postgres.outage ? say("the postmaster")
                                                                  : say("a process"),
                                       counter && counter->value == 0);
  return sum.done();
}

}  // namespace

constinit const Hypothesis manual_sigkill{kId,
                                          "Somebody or something sent SIGKILL, not the OOM killer",
                                          "The process died of signal 9 while the kernel log is silent where an OOM kill would have to be.",
                                          VerdictKind::culprit,
                                          kTerms,
                                          ask};

}  // namespace laststraw::judge
