#include "report/words.hpp"

#include <cmath>
#include <cstdlib>

#include "laststraw/words.hpp"
#include "report/format.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

/// "app@shop (web)"; a kernel log alone knows none of it.
template <class Person>
Text session_words(const Person& of) {
  if (of.user.empty() && of.database.empty() && of.application.empty()) return {};
  return Text(Identity{std::nullopt, {}, of.user, of.database, of.application});
}

Text beside(Text first, Text second) {
  return first.empty() || second.empty() ? std::move(first) + std::move(second) : std::move(first) + " " + std::move(second);
}

Text pid_words(const Number& pid) { return pid ? "pid " + Text(Pid{static_cast<std::int32_t>(*pid)}) : Text(); }

Text command_words(const std::string& command) { return command.empty() ? Text() : Text(command_name(command)); }

Text who(const Person& person) {
  const Text what = person.role == "external" ? command_words(person.comm) : readable(person.role);
  return beside(beside(pid_words(person.pid), what), session_words(person));
}

Text who(const Process& process) { return process.role == "external" ? command_words(process.comm) : session_words(process); }

Text kind_words(const std::string& kind) {
  Text words = in_words(kind);
  words.context = "culprit";
  return words;
}

Text who(const Culprit& culprit) {
  if (culprit.kind == "backend") {
    const Text session = session_words(culprit);
    return beside(pid_words(culprit.pid), session.empty() ? kind_words(culprit.kind) : session);
  }
  if (culprit.kind == "process") return culprit.pid ? beside(pid_words(culprit.pid), culprit.name) : culprit.name;
  if (culprit.kind == "sender") return culprit.name;
  if (culprit.kind == "group" && culprit.count) return beside(Text(*culprit.count), culprit.name);
  return beside(kind_words(culprit.kind), culprit.name);
}

/// "page tables", "python3 private", "6 x backend".
Text part_label(const std::string& name) {
  constexpr std::string_view kPrivate = " private", kTimes = " x ";
  const bool ours = name == laststraw::word(PartKind::postgres_private) || name == laststraw::word(PartKind::other_programs_private);
  if (name.ends_with(kPrivate) && !ours) return say("{0} private", command_name(name.substr(0, name.size() - kPrivate.size())));
  const std::size_t times = name.find(kTimes), digits = name.find_first_not_of("0123456789");
  if (digits > 0 && times == digits) return say("{0} x {1}", name.substr(0, times), ContractWord{name.substr(times + kTimes.size())});
  return in_words(name);
}

void phrase(LedgerPart& part) {
  part.label = part_label(part.name);
  for (LedgerPart& inner : part.within) phrase(inner);
}

void phrase(Hypothesis& hypothesis) {
  hypothesis.label = readable(hypothesis.cause);
  const bool told = !hypothesis.mechanism.empty() && hypothesis.mechanism != "unknown" && hypothesis.likelihood >= 0.01;
  if (told) hypothesis.label = hypothesis.label + " (" + readable(hypothesis.mechanism) + ")";
  if (hypothesis.culprit) hypothesis.culprit->who = who(*hypothesis.culprit);
  if (!hypothesis.counterfactual) return;
  WhatIf& what_if = *hypothesis.counterfactual;
  const Bytes free{what_if.free_without_bytes};
  what_if.text = what_if.sufficient ? say("{0}: {1} free, enough", what_if.assumption, free)
                                    : say("{0}: {1} free, not enough", what_if.assumption, free);
}

/// The first two that apply, and what else has one in a hundred.
void choose_shown(std::vector<Hypothesis>& hypotheses) {
  std::size_t n = 0;
  for (Hypothesis& hypothesis : hypotheses) {
    const bool applies = hypothesis.outcome != Outcome::not_applicable;
    hypothesis.shown = applies && (n < 2 || hypothesis.likelihood >= 0.01);
    if (applies) ++n;
  }
}

std::vector<Text> facts_of(const Incident& incident) {
  const Postgres& postgres = incident.postgres;
  std::vector<Text> facts{incident.when, readable(word(incident.outcome))};
  if (incident.scope) facts.back() = facts.back() + " (" + readable(*incident.scope) + ")";
  if (!incident.host.empty()) facts.push_back(say("host {0}", host_name(incident.host)));
  if (incident.environment)
    facts.push_back(
        say("run by {0}", *incident.environment == "pg_ctlcluster" ? Text(*incident.environment) : readable(*incident.environment)));
  if (!postgres.version.empty()) facts.emplace_back("PostgreSQL " + postgres.version);
  if (!incident.kernel_release.empty()) facts.emplace_back("Linux " + incident.kernel_release);
  if (postgres.crashed) facts.push_back(postgres.outage);
  if (postgres.sessions_lost)
    facts.push_back(say_count(static_cast<std::size_t>(*postgres.sessions_lost), "{0} session lost", "{0} sessions lost"));
  if (postgres.rejected_connections > 0)
    facts.push_back(say_count(postgres.rejected_connections, "{0} connection refused", "{0} connections refused"));
  return facts;
}

Text title_of(const Incident& incident) {
  Text verdict = incident.verdict == VerdictKind::last_straw ? say("last straw") : in_words(word(incident.verdict));
  if (incident.culprit) verdict = verdict + ": " + incident.culprit->who;
  return beside(incident.host.empty() ? Text() : Text(host_name(incident.host)) + ":", verdict) + ", " + when_words(incident.at, 0, true);
}

}  // namespace

Text victim_word(const Incident& incident) {
  switch (incident.outcome) {
    case IncidentKind::enomem:
    case IncidentKind::postgres_limit:
    case IncidentKind::allocation_failure:
      return say("refused");
    case IncidentKind::memory_pressure:
      return say("largest");
    case IncidentKind::not_memory:
      return incident.postgres.crashed ? say("died") : say("refused");
    default:
      return say("victim");
  }
}

Text heading(StepWhen when) {
  return when == StepWhen::now ? say("Do now") : when == StepWhen::prevent ? say("Prevent") : say("See it next time");
}

Text effect_words(const Step& step) {
  if (step.precondition == Precondition::not_met) return step.effect.kind == EffectKind::harm ? step.effect.text : step.condition;
  return step.effect.text;
}

namespace {

/// "boot+1284731.402s" as people read it; empty for other times.
Text after_boot(const std::string& at) {
  constexpr std::string_view kBoot = "boot+";
  if (!at.starts_with(kBoot)) return {};
  const double seconds = std::atof(at.c_str() + kBoot.size());
  constexpr double kDay = 86400;
  const std::string exact = at.substr(kBoot.size(), at.size() - kBoot.size() - 1);
  if (!(seconds >= kDay)) return say("{0} s after boot", exact);
  return say_count(static_cast<std::uint64_t>(saturated(seconds / kDay)), "{1} s ({0} day) after boot", "{1} s ({0} days) after boot",
                   exact);
}

}  // namespace

Text when_words(std::string_view at, double slack_s, bool with_zone) {
  if (at.empty()) return say("time not known");
  const Text when(PointInTime{std::string(at), with_zone});
  return slack_s >= 0.5 ? when + " \u00b1" + Text(Duration{std::round(slack_s)}) : when;
}

std::string place_text(const Place& at) { return at.path + ":" + std::to_string(at.first_line); }

void phrase(Incident& incident) {
  const bool dated = is_iso_time(incident.at);
  incident.when = after_boot(incident.at);
  if (incident.when.empty()) incident.when = when_words(incident.at, incident.slack_s, true);
  // Below a title that says UTC the times stand without; where the incident itself has no date, those that have one say so.
  for (Entry& entry : incident.timeline) entry.when = when_words(entry.at, entry.slack_s, !dated);
  if (incident.decline)
    for (Started& started : incident.decline->started) started.when = when_words(started.at, 0, !dated);
  for (LedgerPart& part : incident.ledger.parts) phrase(part);
  for (Process& process : incident.processes) process.who = who(process);
  for (Person& victim : incident.victims) victim.who = who(victim);
  if (incident.victim) incident.victim->who = who(*incident.victim);
  if (incident.invoker) incident.invoker->who = who(*incident.invoker);
  for (Hypothesis& hypothesis : incident.hypotheses) phrase(hypothesis);
  choose_shown(incident.hypotheses);
  if (incident.culprit) incident.culprit->who = who(*incident.culprit);
  incident.facts = facts_of(incident);
  incident.title = title_of(incident);
}

}  // namespace laststraw::report
