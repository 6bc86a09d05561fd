#include "report/brief.hpp"

#include <algorithm>
#include <cmath>

#include "report/format.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

std::vector<Text> server_facts(const Incident& incident) {
  std::vector<Text> facts;
  if (!incident.host.empty()) facts.push_back(say("host {0}", host_name(incident.host)));
  if (!incident.postgres.version.empty()) facts.emplace_back("PostgreSQL " + incident.postgres.version);
  if (!incident.kernel_release.empty()) facts.emplace_back("Linux " + incident.kernel_release);
  if (incident.environment)
    facts.push_back(
        say("run by {0}", *incident.environment == "pg_ctlcluster" ? Text(*incident.environment) : readable(*incident.environment)));
  return facts;
}

Text impact(const Incident& incident) {
  const Postgres& postgres = incident.postgres;
  std::vector<Text> facts{postgres.outage};
  if (postgres.sessions_lost)
    facts.push_back(say_count(static_cast<std::size_t>(*postgres.sessions_lost), "{0} session lost", "{0} sessions lost"));
  if (postgres.rejected_connections > 0)
    facts.push_back(say_count(postgres.rejected_connections, "{0} connection refused", "{0} connections refused"));
  return joined(facts, ", ");
}

Text confidence_words(const Incident& incident) {
  if (incident.verdict == VerdictKind::undecided) return say("none: the evidence does not decide");
  const std::string likelihood = likelihood_words(leading(incident).likelihood);
  if (incident.confidence == "high") return say("high ({0})", likelihood);
  if (incident.confidence == "moderate") return say("moderate ({0})", likelihood);
  return say("low ({0})", likelihood);
}

namespace {

/// The heaviest pieces of evidence for the leading cause.
std::vector<const Weighed*> evidence_of(const Incident& incident, std::size_t most) {
  std::vector<const Weighed*> sorted, chosen;
  for (const Weighed& evidence : leading(incident).evidence)
    if (evidence.bearing == Bearing::supports) sorted.push_back(&evidence);
  const auto heavier = [](const Weighed* a, const Weighed* b) { return a->decibans > b->decibans; };
  std::stable_sort(sorted.begin(), sorted.end(), heavier);
  // What another line says tells more than the same line again.
  for (const bool again : {false, true})
    for (const Weighed* evidence : sorted) {
      const auto same_claim = [&](const Weighed* other) { return other->claim == evidence->claim; };
      const auto same_place = [&](const Weighed* other) { return place_text(other->at) == place_text(evidence->at); };
      const bool known =
          std::any_of(chosen.begin(), chosen.end(), same_claim) || (!again && std::any_of(chosen.begin(), chosen.end(), same_place));
      if (!known && chosen.size() < most) chosen.push_back(evidence);
    }
  std::sort(chosen.begin(), chosen.end());  // pointers into one list: the order of the report
  return chosen;
}

/// Of at least that weight; null where there is none.
const Weighed* heaviest_against(const std::vector<Weighed>& all, double at_most) {
  const auto heaviest = std::min_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.decibans < b.decibans; });
  return heaviest != all.end() && heaviest->decibans <= at_most ? &*heaviest : nullptr;
}

Claim claim_of(const Weighed& evidence) { return {evidence.claim, evidence.quote, evidence.at}; }

}  // namespace

std::vector<Claim> reasons(const Incident& incident, std::size_t most) {
  std::vector<Claim> chosen(incident.told.begin(),
                            incident.told.begin() + static_cast<std::ptrdiff_t>(std::min(most, incident.told.size())));
  if (!chosen.empty() && leading(incident).cause == "insufficient_evidence") return chosen;
  for (const Weighed* evidence : evidence_of(incident, most - chosen.size())) {
    const auto same_place = [&](const Claim& told) { return place_text(told.at) == place_text(evidence->at); };
    if (std::none_of(incident.told.begin(), incident.told.end(), same_place)) chosen.push_back(claim_of(*evidence));
  }
  return chosen;
}

Text reasons_title(const Incident& incident) { return incident.told.empty() ? say("Why") : say("What is known"); }

std::vector<Excluded> excluded(const Incident& incident, std::size_t most) {
  constexpr double kDecides = -10;
  std::vector<Excluded> all;
  if (incident.verdict != VerdictKind::undecided) return all;
  for (const Hypothesis& hypothesis : incident.hypotheses) {
    // That the kernel's own kill was sent by nobody else needs no words.
    if (hypothesis.cause == "manual_sigkill" && incident.outcome != IncidentKind::sigkill_no_oom) continue;
    if (hypothesis.outcome != Outcome::refuted || all.size() >= most) continue;
    const Weighed* const heaviest = heaviest_against(hypothesis.evidence, kDecides);
    if (!heaviest) continue;
    const auto said = [&](const Excluded& other) { return other.by.text == heaviest->claim; };
    if (std::none_of(all.begin(), all.end(), said)) all.push_back({hypothesis.label, claim_of(*heaviest)});
  }
  return all;
}

const Weighed* objection(const Incident& incident) { return heaviest_against(leading(incident).evidence, -kSpeaks); }

std::vector<const Lacking*> lacking(const Incident& incident, std::size_t most) {
  std::vector<const Lacking*> chosen;
  for (const Hypothesis& hypothesis : incident.hypotheses)
    for (const Lacking& missing : hypothesis.missing) {
      if (chosen.size() >= most || &hypothesis != &leading(incident)) break;
      const auto same = [&](const Lacking* other) { return other->how_to_get_it == missing.how_to_get_it; };
      if (std::none_of(chosen.begin(), chosen.end(), same)) chosen.push_back(&missing);
    }
  return chosen;
}

std::vector<const Hypothesis*> candidates(const Incident& incident, std::size_t most) {
  std::vector<const Hypothesis*> chosen;
  const auto speaks = [](const Weighed& evidence) { return evidence.decibans >= kSpeaks; };
  for (const Hypothesis& hypothesis : incident.hypotheses)
    if (chosen.size() < most && hypothesis.shown && hypothesis.cause != "insufficient_evidence" && hypothesis.likelihood >= 0.01 &&
        std::any_of(hypothesis.evidence.begin(), hypothesis.evidence.end(), speaks))
      chosen.push_back(&hypothesis);
  return chosen;
}

std::vector<const Step*> first_steps(const Incident& incident, StepWhen when, std::size_t most) {
  std::vector<const Step*> chosen;
  for (const Step& step : incident.steps) {
    const bool gains_time = step.effect.kind == EffectKind::later && !chosen.empty();  // behind what would have helped
    if (step.when == when && step.given && !step.good_practice && !gains_time && chosen.size() < most) chosen.push_back(&step);
  }
  return chosen;
}

const std::string& statement_of(const Incident& incident) {
  static const std::string kNone;
  if (incident.culprit && !incident.culprit->statement.empty()) return incident.culprit->statement;
  const bool about_the_victim = !incident.culprit || incident.culprit->kind == "sender" || !other_victim(incident);
  return about_the_victim && incident.victim ? incident.victim->statement : kNone;
}

const Person* other_victim(const Incident& incident) {
  if (!incident.victim) return nullptr;
  const bool same = incident.culprit && incident.culprit->pid && incident.culprit->pid == incident.victim->pid;
  return same ? nullptr : &*incident.victim;
}

namespace {

/// Whose doing it would be the next time: the role is what comes back, not the pid.
Text who_again(const Culprit& culprit) {
  if (!culprit.user.empty()) return Text(Identity{std::nullopt, {}, culprit.user, culprit.database, culprit.application});
  return culprit.name.empty() ? culprit.who : culprit.name;
}

}  // namespace

Text recurs(const Incident& incident) {
  if (incident.outcome == IncidentKind::sysrq_oom) return say("It will not happen again by itself: somebody asked for it.");
  if (incident.outcome == IncidentKind::not_memory) return say("Memory has no part in whether it happens again.");
  if (incident.verdict == VerdictKind::undecided) return say("Whether it will happen again is not known: the cause is undecided.");
  if (incident.culprit) {
    const std::string& kind = incident.culprit->kind;
    if (kind == "sender") return say("Whether it will happen again is not known: nothing names who sent the signal.");
    if (kind == "backend") return say("It will happen again when {0} does the same.", who_again(*incident.culprit));
    if (kind == "process") return say("It will happen again when {0} takes as much.", who_again(*incident.culprit));
    if (kind != "group") return say("It will happen again until that is changed.");
  }
  return say("It will happen again under the same load.");
}

namespace {

Text first_step_of(const Incident& incident, StepWhen when) {
  const auto steps = first_steps(incident, when, 1);
  if (!steps.empty()) return say("{0} ({1})", steps.front()->text, steps.front()->effect.text);
  return incident.verdict == VerdictKind::undecided ? say("not known before the cause is") : say("nothing that would help is known");
}

}  // namespace

std::vector<BriefLine> five_lines(const Incident& incident) {
  Text what = headline(incident);
  if (!incident.host.empty()) what = Text(host_name(incident.host)) + ": " + what;
  if (!incident.at.empty()) what = what + ", " + incident.when;
  return {
      {"laststraw", what},
      {say("Impact"), impact(incident)},
      {say("Why"), incident.verdict == VerdictKind::undecided ? incident.summary
                                                              : say("{0} Confidence: {1}.", incident.summary, confidence_words(incident))},
      {say("Do now"), first_step_of(incident, StepWhen::now)},
      {say("Prevent"), first_step_of(incident, StepWhen::prevent)}};
}

Text inputs_in_a_line(const std::vector<Input>& inputs) {
  std::uint64_t lines = 0, unread = 0, notes = 0;
  std::size_t read = 0;
  for (const Input& input : inputs) {
    const bool known = !input.format.empty();
    lines += input.lines;
    if (!known) continue;
    ++read;
    unread += input.unrecognised;
    if (!input.note.empty()) ++notes;
  }
  std::vector<Text> said{say("Read: {0} of {1} inputs, {2} lines", read, inputs.size(), lines)};
  if (notes > 0) said.push_back(say_count(notes, "{0} not whole (--full says why)", "{0} not whole (--full says why)"));
  if (unread > 0) said.push_back(say_count(unread, "{0} line not understood", "{0} lines not understood"));
  if (inputs.size() > read) said.push_back(say_count(inputs.size() - read, "{0} input not recognised", "{0} inputs not recognised"));
  return joined(said, ", ") + (unread > 0 || inputs.size() > read ? say(" (--unrecognised lists them)") : Text()) + ".";
}

}  // namespace laststraw::report
