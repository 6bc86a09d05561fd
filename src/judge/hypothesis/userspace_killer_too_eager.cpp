// earlyoom, systemd-oomd, nohang, oomd or the kubelet killed with memory to spare.
#include <array>

#include "judge/excerpt.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "userspace_killer_too_eager";
constexpr double kToSpare = 0.1;
constexpr double kShort = 0.05;
constexpr std::array kTerms{
    Term{"prior", -3, -3.0, "Needs a user-space killer that acted.", "docs/reference/kernel.md 4"},
    Term{"memory_to_spare", 20, 20.0, "{0} % of the memory or more was available when it killed.",
         "earlyoom(1): -m, less than 10 % available by default", percent_of(kToSpare)},
    Term{"memory_short", -15, -15.0, "Less than {0} % was available when it killed.",
         "earlyoom(1): -m, less than 10 % available by default", percent_of(kShort)},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.other_killer) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const Sentence name = killer_name(incident.other_killer->kind);
  const auto available = available_to_killer(facts);
  if (!available)
    sum.missing(say("how much memory was available then"), Absence::not_supplied, say("the killer's own log around the kill, sar -r, PSI"));
  else if (available->value >= kToSpare)
    sum.add(term("memory_to_spare"), say("{0} of the memory was available when {1} killed", percent(available->value), name), *available);
  else if (available->value < kShort)
    sum.add(term("memory_short"), say("{0} of the memory was available when {1} killed", percent(available->value), name), *available);
  sum.finding().culprit = {ProgramAtFault{name, std::nullopt}, std::nullopt};
  sum.finding().sentence = available ? say("{0} killed with {1} of the memory available: its thresholds, not the load, are the culprit.",
                                           name, percent(available->value))
                                     : say("{0} killed: its thresholds, not the load, are the culprit.", name);
  return sum.done();
}

}  // namespace

constinit const Hypothesis userspace_killer_too_eager{
    kId,
    "A user-space OOM killer killed with memory to spare",
    "earlyoom, systemd-oomd or the kubelet acted by its own thresholds while memory was available.",
    VerdictKind::culprit,
    kTerms,
    ask};

}  // namespace laststraw::judge
