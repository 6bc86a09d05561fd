// The words of the JSON contract for what the model enumerates, and the phrases that every view shows.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "report/document.hpp"

namespace laststraw::report {

/// A table of an enumeration's words: word(), and the way back.
template <class E>
struct Words;
template <>
struct Words<IncidentKind> {
  static constexpr std::array<std::pair<IncidentKind, std::string_view>, 10> table{
      {{IncidentKind::kernel_oom, "kernel_oom"},
       {IncidentKind::memcg_oom, "memcg_oom"},
       {IncidentKind::sysrq_oom, "sysrq_oom"},
       {IncidentKind::enomem, "enomem"},
       {IncidentKind::userspace_oom_killer, "userspace_oom_killer"},
       {IncidentKind::sigkill_no_oom, "sigkill_no_oom"},
       {IncidentKind::postgres_limit, "postgres_limit"},
       {IncidentKind::allocation_failure, "allocation_failure"},
       {IncidentKind::memory_pressure, "memory_pressure"},
       {IncidentKind::not_memory, "not_memory"}}};
};
template <>
struct Words<Outcome> {
  static constexpr std::array<std::pair<Outcome, std::string_view>, 4> table{{{Outcome::supported, "supported"},
                                                                              {Outcome::refuted, "refuted"},
                                                                              {Outcome::undecided, "undecided"},
                                                                              {Outcome::not_applicable, "not_applicable"}}};
};
template <>
struct Words<VerdictKind> {
  static constexpr std::array<std::pair<VerdictKind, std::string_view>, 3> table{
      {{VerdictKind::culprit, "culprit"}, {VerdictKind::last_straw, "last_straw"}, {VerdictKind::undecided, "undecided"}}};
};
template <>
struct Words<Absence> {
  static constexpr std::array<std::pair<Absence, std::string_view>, 3> table{
      {{Absence::not_supplied, "not_supplied"}, {Absence::not_printed, "not_printed"}, {Absence::unreadable, "unreadable"}}};
};
template <>
struct Words<CheckStatus> {
  static constexpr std::array<std::pair<CheckStatus, std::string_view>, 5> table{{{CheckStatus::fail, "fail"},
                                                                                  {CheckStatus::warn, "warn"},
                                                                                  {CheckStatus::pass, "pass"},
                                                                                  {CheckStatus::unknown, "unknown"},
                                                                                  {CheckStatus::not_applicable, "not_applicable"}}};
};
template <>
struct Words<Bearing> {
  static constexpr std::array<std::pair<Bearing, std::string_view>, 2> table{
      {{Bearing::supports, "supports"}, {Bearing::contradicts, "contradicts"}}};
};

template <>
struct Words<EffectKind> {
  static constexpr std::array<std::pair<EffectKind, std::string_view>, 8> table{{{EffectKind::unknown, "unknown"},
                                                                                 {EffectKind::no_kill, "no_kill"},
                                                                                 {EffectKind::error_instead, "error_instead"},
                                                                                 {EffectKind::other_victim, "other_victim"},
                                                                                 {EffectKind::later, "later"},
                                                                                 {EffectKind::warns, "warns"},
                                                                                 {EffectKind::no_effect, "no_effect"},
                                                                                 {EffectKind::harm, "harm"}}};
};
template <>
struct Words<StepWhen> {
  static constexpr std::array<std::pair<StepWhen, std::string_view>, 3> table{
      {{StepWhen::now, "now"}, {StepWhen::prevent, "prevent"}, {StepWhen::observe, "observe"}}};
};
template <>
struct Words<Precondition> {
  static constexpr std::array<std::pair<Precondition, std::string_view>, 3> table{
      {{Precondition::met, "met"}, {Precondition::not_met, "not met"}, {Precondition::unknown, "unknown"}}};
};
template <>
struct Words<Needs> {
  static constexpr std::array<std::pair<Needs, std::string_view>, 4> table{
      {{Needs::nothing, "nothing"}, {Needs::reload, "reload"}, {Needs::restart, "restart"}, {Needs::reboot, "reboot"}}};
};
template <>
struct Words<EnvironmentKind> {
  static constexpr std::array<std::pair<EnvironmentKind, std::string_view>, 15> table{{{EnvironmentKind::unknown, "unknown"},
                                                                                       {EnvironmentKind::systemd, "systemd"},
                                                                                       {EnvironmentKind::pg_ctlcluster, "pg_ctlcluster"},
                                                                                       {EnvironmentKind::no_systemd, "no_systemd"},
                                                                                       {EnvironmentKind::container, "container"},
                                                                                       {EnvironmentKind::docker, "docker"},
                                                                                       {EnvironmentKind::kubernetes, "kubernetes"},
                                                                                       {EnvironmentKind::cloudnativepg, "cloudnativepg"},
                                                                                       {EnvironmentKind::zalando, "zalando"},
                                                                                       {EnvironmentKind::crunchy, "crunchy"},
                                                                                       {EnvironmentKind::managed, "managed"},
                                                                                       {EnvironmentKind::rds, "rds"},
                                                                                       {EnvironmentKind::aurora, "aurora"},
                                                                                       {EnvironmentKind::cloud_sql, "cloud_sql"},
                                                                                       {EnvironmentKind::azure, "azure"}}};
};

template <class E>
constexpr std::string_view word(E value) {
  for (const auto& [each, name] : Words<E>::table)
    if (each == value) return name;
  return "";
}
template <class E>
constexpr std::optional<E> from_word(std::string_view name) {
  for (const auto& [each, known] : Words<E>::table)
    if (known == name) return each;
  return std::nullopt;
}

/// A name of the contract in words: "memcg oom", in another language its translation.
inline Text readable(std::string_view name) { return Text(ContractWord{std::string(name)}); }
/// The cause that leads, and the culprit where the verdict names one.
inline const Hypothesis& leading(const Incident& incident) { return incident.hypotheses.front(); }

/// A time of the contract as people read it: "2026-11-21 03:16:57.162", with its zone or not; "boot+558.748s" has none.
Text when_words(std::string_view at, double slack_s, bool with_zone);
/// "path:12"
std::string place_text(const Place& at);

/// Everything that is said of people, parts, causes and times is put into words here, from the other members: again after
/// these were changed (redaction).
void phrase(Incident& incident);

/// What the first person of an incident is called: the victim where somebody was killed.
Text victim_word(const Incident& incident);
/// The heading of a part of the steps: "Do now", "Prevent", "See it next time".
Text heading(StepWhen when);
/// "unless ..."; what a step is worth, in one line.
Text effect_words(const Step& step);

}  // namespace laststraw::report
