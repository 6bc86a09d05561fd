// Ledger, hypotheses, decline and series of the Document.
#include <algorithm>
#include <cmath>

#include "laststraw/words.hpp"
#include "report/compose.hpp"
#include "report/format.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

double rounded(double value, double per_unit) { return std::isfinite(value) ? std::round(value * per_unit) / per_unit : 0; }

std::optional<double> share_of(std::int64_t bytes, const Number& total) {
  return total ? std::optional(rounded(static_cast<double>(bytes) / static_cast<double>(*total), 1e6)) : std::nullopt;
}

LedgerPart part_of(const laststraw::LedgerPart& from, const Number& total, const Places& places) {
  LedgerPart part{laststraw::word(from), {}, from.size.middle().count, from.size.low.count,
                  from.size.high.count,  {}, places(from.cite),        {}};
  part.share = share_of(part.bytes, total);
  for (const laststraw::LedgerPart& inner : from.within) {
    LedgerPart piece = part_of(inner, total, places);
    // What a part consists of is not more than the part; where it was counted so, the part is the tighter bound.
    piece.high = std::min(piece.high, part.high);
    piece.low = std::min(piece.low, piece.high);
    piece.bytes = std::clamp(piece.bytes, piece.low, piece.high);
    piece.share = share_of(piece.bytes, total);
    part.within.push_back(std::move(piece));
  }
  return part;
}

/// Fills in what each kind of culprit has.
struct FillCulprit {
  Culprit& to;
  void operator()(const std::monostate&) const {}
  void operator()(const SessionAtFault& session) const {
    to.pid = pid_of(session.pid), to.name = named(session.comm);
    to.user = session.user, to.database = session.database, to.application = session.application, to.statement = session.statement;
  }
  void operator()(const ProcessAtFault& process) const { to.pid = pid_of(process.pid), to.name = named(process.name); }
  void operator()(const ProgramAtFault& program) const { to.name = program.name, to.count = program.processes; }
  void operator()(const GroupAtFault& group) const {
    to.name = in_words(laststraw::word(group.of)), to.count = group.count, to.application = group.application, to.user = group.user;
  }
  void operator()(const SettingAtFault& setting) const { to.name = setting.name, to.count = setting.value; }
  void operator()(const LimitAtFault& limit) const { to.name = limit.name; }
  void operator()(const KernelAtFault& kernel) const { to.name = kernel.name; }
  void operator()(const FilesAtFault& files) const { to.name = files.name; }
  void operator()(const UnknownSender& sender) const {
    to.name = sender.to ? say("unknown sender of SIGKILL to pid {0}", *sender.to) : say("unknown sender of SIGKILL");
  }
  static Text named(const std::string& comm) { return comm.empty() ? Text() : Text(command_name(comm)); }
  static Number pid_of(Pid pid) { return number(pid) > 0 ? Number(number(pid)) : std::nullopt; }
};

std::optional<Culprit> culprit_of(const laststraw::Culprit& from) {
  if (std::holds_alternative<std::monostate>(from.who)) return std::nullopt;
  Culprit culprit;
  culprit.kind = laststraw::word(from.who);
  if (from.bytes && from.bytes->count > 0) culprit.bytes = from.bytes->count;
  std::visit(FillCulprit{culprit}, from.who);
  return culprit;
}

Hypothesis hypothesis_of(const Finding& finding, std::size_t rank, const Places& places) {
  Hypothesis hypothesis;
  hypothesis.rank = rank;
  hypothesis.cause = finding.cause;
  hypothesis.mechanism = laststraw::word(finding.mechanism);
  hypothesis.likelihood = rounded(finding.likelihood, 1e6);
  hypothesis.decibans = rounded(finding.decibans, 100);
  hypothesis.support = laststraw::word(finding.support);
  hypothesis.outcome = finding.outcome;
  hypothesis.sentence = finding.sentence;
  hypothesis.culprit = culprit_of(finding.culprit);
  if (finding.counterfactual)
    hypothesis.counterfactual =
        WhatIf{finding.counterfactual->free_without.count, finding.counterfactual->sufficient, finding.counterfactual->assumption, {}};
  for (const Evidence& evidence : finding.evidence)
    hypothesis.evidence.push_back({evidence.bearing, evidence.term, finite(evidence.decibans).value_or(0), evidence.claim,
                                   evidence.cite.quote, places(evidence.cite.at)});
  for (const Missing& missing : finding.missing) hypothesis.missing.push_back({missing.what, missing.why, missing.how_to_get_it});
  return hypothesis;
}

Text words_of(const laststraw::Decline& decline) {
  const bool group = decline.of == DeclineOf::group_anon;
  const Bytes taken = decline.taken, rate{saturated(decline.bytes_per_second)};
  const PointInTime when{iso_time(decline.onset), false};
  if (decline.whole_history)
    return group ? say("The cgroup's unreclaimable memory was growing from the first sample on ({0}): {1} taken, {2} a second.", when,
                       taken, rate)
                 : say("Available memory was falling from the first sample on ({0}): {1} taken, {2} a second.", when, taken, rate);
  const Duration slack{static_cast<double>(std::max(1L, std::lround(seconds(decline.slack))))};
  const Text began =
      group ? say("The cgroup's unreclaimable memory began to grow at {0} (\u00b1{1}): {2} taken, {3} a second.", when, slack, taken, rate)
            : say("Available memory began to fall at {0} (\u00b1{1}): {2} taken, {3} a second.", when, slack, taken, rate);
  return began + " " + (decline.started.empty() ? say("No logged event coincides with it.") : say("What began then:"));
}

}  // namespace

Ledger compose_ledger(const laststraw::Ledger& from, const Places& places) {
  Ledger ledger;
  ledger.of = laststraw::word(from.of);
  if (from.total && from.total->value.count > 0) ledger.total_bytes = from.total->value.count;
  double sum = 0;
  for (const laststraw::LedgerPart& part : from.parts) {
    ledger.parts.push_back(part_of(part, ledger.total_bytes, places));
    sum += static_cast<double>(ledger.parts.back().bytes);
  }
  if (ledger.total_bytes) {
    ledger.unaccounted_bytes = from.unaccounted.count;
    ledger.unaccounted_share = share_of(from.unaccounted.count, ledger.total_bytes);
    // Up to a hundredth is what per-CPU counters are behind (mm/vmstat.c, mm/memcontrol.c) and rounding.
    if (const double whole = sum / static_cast<double>(*ledger.total_bytes); whole > 1.01)
      ledger.note =
          say("The parts add up to {0} of the total: they overlap or are of different moments, so at least one of them is too large.",
              Percent{whole});
  }
  if (from.total) ledger.at = places(from.total->cite.at);
  return ledger;
}

void compose_quantities(Incident& to, const std::vector<Quantity>& quantities, const Places& places) {
  for (const Quantity& from : quantities) {
    Known& known = to.quantities.emplace_back(Known{from.name, from.size.low.count, from.size.high.count, {}, from.contradiction});
    for (const Derivation& one : from.derivations)
      known.derivations.push_back({one.size.low.count, one.size.high.count, one.how,
                                   one.cite.at.first_line > 0 ? std::optional(places(one.cite.at)) : std::nullopt});
    if (!from.contradiction.empty()) add_note(to.ledger.note, from.contradiction);
  }
}

std::vector<Hypothesis> compose_hypotheses(const Judgement& judgement, const Places& places) {
  std::vector<Hypothesis> hypotheses;
  for (const Finding& finding : judgement.findings) hypotheses.push_back(hypothesis_of(finding, hypotheses.size() + 1, places));
  return hypotheses;
}

std::optional<Decline> compose_decline(const laststraw::Incident& from, const Places& places) {
  if (!from.decline) return std::nullopt;
  const laststraw::Decline& decline = *from.decline;
  Decline to{std::string(laststraw::word(decline.of)),
             iso_time(decline.onset),
             seconds(decline.slack),
             decline.taken.count,
             {},
             decline.whole_history,
             words_of(decline),
             places(decline.cite.at),
             {}};
  if (const auto rate = finite(decline.bytes_per_second)) to.bytes_per_s = std::round(*rate);
  for (const laststraw::Started& started : decline.started)
    to.started.push_back({iso_time(started.at),
                          {},
                          std::string(laststraw::word(started.kind)),
                          started.pid && number(*started.pid) > 0 ? Number(number(*started.pid)) : std::nullopt,
                          started.text,
                          started.cite.quote,
                          places(started.cite.at)});
  return to;
}

}  // namespace laststraw::report
