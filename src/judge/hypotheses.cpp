#include "judge/hypotheses.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "judge/deciding.hpp"
#include "judge/excerpt.hpp"
#include "judge/quantity/quantities.hpp"
#include "judge/refusals.hpp"
#include "judge/sum.hpp"
#include "judge/told.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::array kHypotheses{
    &single_backend,
    &parallel_query,
    &too_many_backends,
    &catalog_cache_bloat,
    &shared_buffers_too_large,
    &page_tables,
    &external_process,
    &cgroup_limit_too_small,
    &hugepages_over_reserved,
    &work_mem_multiplication,
    &maintenance_storm,
    &tmpfs_or_shm_files,
    &kernel_memory,
    &commit_limit_too_low,
    &commit_limit_exhausted_by_neighbour,
    &commit_accounting_leak,
    &fragmentation,
    &numa_or_cpuset_binding,
    &userspace_killer_too_eager,
    &manual_sigkill,
    &insufficient_evidence,
};

/// Forensic verbal scale over the likelihood ratio against all rivals together, in decibans
/// (ENFSI Guideline for Evaluative Reporting, 2015: 2-10 weak, 10-100 moderate, 100-10,000 moderately strong to strong).
Support support_of(double likelihood) {
  if (likelihood <= 0.5) return Support::none;
  const double against_rest = 10 * std::log10(likelihood / std::max(1e-9, 1 - likelihood));
  if (against_rest >= 30) return Support::very_strong;
  if (against_rest >= 20) return Support::strong;
  if (against_rest >= 10) return Support::moderate;
  return against_rest >= 3 ? Support::weak : Support::none;
}

/// Likelihoods from decibans: 10^(dB/10), made to sum to 1. What is not applicable has none.
void share_out(std::vector<Finding>& findings) {
  double most = -1e9, sum = 0;
  for (const Finding& finding : findings)
    if (finding.outcome != Outcome::not_applicable) most = std::max(most, finding.decibans);
  for (Finding& finding : findings) {
    if (finding.outcome == Outcome::not_applicable) continue;
    finding.likelihood = std::pow(10.0, (finding.decibans - most) / 10);
    sum += finding.likelihood;
  }
  for (Finding& finding : findings) {
    finding.likelihood /= sum;
    finding.support = support_of(finding.likelihood);
  }
}

bool speaks(const Finding& finding) {
  return std::any_of(finding.evidence.begin(), finding.evidence.end(), [](const Evidence& piece) { return piece.decibans >= kSpeaks; });
}

/// A story for which nothing speaks stays behind "the inputs do not decide", however often it is true elsewhere.
void keep_priors_behind(std::vector<Finding>& findings) {
  const auto undecided =
      std::find_if(findings.begin(), findings.end(), [](const Finding& finding) { return finding.cause == insufficient_evidence.id; });
  for (Finding& finding : findings) {
    if (&finding != &*undecided && !speaks(finding)) finding.decibans = std::min(finding.decibans, undecided->decibans - kSpeaks);
  }
}

/// Below this likelihood nothing is called the cause.
constexpr double kEnough = 0.5;

/// What the evidence adds to the prior must by itself make the story likelier: nothing is called the cause because it is
/// often the cause.
bool rests_on_evidence(const Finding& finding) {
  constexpr double kLeastEvidence = 5;  // decibans: three times likelier
  double evidence = 0;
  for (const Evidence& piece : finding.evidence) evidence += piece.decibans;
  return evidence >= kLeastEvidence;
}

Sentence likeliest(const Finding& finding) {
  return say("The likeliest story so far is {0} ({1}).", ContractWord{std::string(finding.cause)}, percent(finding.likelihood));
}

/// `first`: what is missing before all else; empty: nothing. What is told stands before what is not.
Sentence undecided_summary(const Judgement& judgement, const Sentence& first = {}) {
  const std::size_t most = judgement.told.empty() ? 3 : 2;
  std::vector<Sentence> what;
  if (!first.empty()) what.push_back(first);
  std::size_t looked_at = 0;
  for (const Finding& finding : judgement.findings)
    for (const Missing& missing : finding.missing)
      if (finding.cause == insufficient_evidence.id || looked_at++ < 3)
        if (what.size() < most && std::find(what.begin(), what.end(), missing.what) == what.end()) what.push_back(missing.what);
  const Finding* best = nullptr;
  for (const Finding& finding : judgement.findings)
    if (!best && finding.cause != insufficient_evidence.id && finding.outcome != Outcome::not_applicable && speaks(finding))
      best = &finding;
  Sentence why;
  switch (what.size()) {
    case 0:
      why = say("the evidence does not tell the causes apart");
      break;
    case 1:
      why = say("the inputs lack {0}", what[0]);
      break;
    case 2:
      why = say("the inputs lack {0} and {1}", what[0], what[1]);
      break;
    default:
      why = say("the inputs lack {0}, {1} and {2}", what[0], what[1], what[2]);
  }
  Sentence summary = say("Undecided: {0}.", why);
  if (!judgement.told.empty()) {
    const Sentence& told = judgement.told.front().value;
    summary = what.empty() ? say("Undecided: {0}.", told) : say("Undecided: {0}. For a verdict {1}.", told, why);
  }
  constexpr double kWorthSaying = 0.25;
  if (!best || best->likelihood < kWorthSaying) return summary;
  return summary + " " + likeliest(*best);
}

/// It tells nothing about where memory went, and nobody is to blame for that.
Judgement no_verdict_on_memory(const Facts& facts, Sentence summary) {
  Judgement judgement;
  for (const Hypothesis* hypothesis : kHypotheses)
    judgement.findings.push_back(hypothesis == &insufficient_evidence ? hypothesis->ask(facts) : Sum::not_applicable(hypothesis->id));
  share_out(judgement.findings);
  std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.likelihood > b.likelihood; });
  for (Finding& finding : judgement.findings) finding.support = Support::none, finding.missing.clear(), finding.evidence.clear();
  judgement.summary = std::move(summary);
  return judgement;
}

Sentence what_it_was(const PgEvent& event) {
  switch (event.kind) {
    case PgEventKind::fork_limit:
      return say("Not memory: a new process was refused for a limit on processes (pids.max, TasksMax, ulimit -u), not for want of memory.");
    case PgEventKind::disk_full:
      return say("Not memory: a disk was full. More RAM does not help; temp_file_limit and free space do.");
    case PgEventKind::server_panic:
      return say("Not memory: PostgreSQL stopped itself (PANIC): {0}", event.message);
    case PgEventKind::lock_table_full:
      return say(
          "Not the machine's memory: the lock table was full. Raise max_locks_per_transaction, or lock fewer objects in one transaction; RAM and /dev/shm do not matter.");
    case PgEventKind::postmaster_gone:
      return say(
          "Not known to be memory: the postmaster was gone at once, and its server with it, and no input says why. Signal 9 to the postmaster leaves just that, from the OOM killer or from anybody else; the kernel log, systemd or the container runtime of that time tells.");
    case PgEventKind::terminating_others:
    case PgEventKind::reinitializing:
      return say(
          "Not known to be memory: a process of the server died and all sessions with it, and no line that was read says of what. The postmaster's line before (\"was terminated by signal\") does, and the kernel log of that time.");
    case PgEventKind::interrupted:
    case PgEventKind::recovering:
      return say(
          "Not known to be memory: the server stopped without a word, as its next start shows, and no input says why. A power cut or reset of the machine, signal 9 to the postmaster (from the OOM killer or from anybody else) and a stopped container leave just that; the kernel log, systemd or the container runtime of that time tells.");
    case PgEventKind::shutdown_request:
      return say(
          "Not memory: somebody asked for an immediate shutdown (pg_ctl stop -m immediate, SIGQUIT); the next start recovers as after a crash.");
    case PgEventKind::child_died:
      if (event.signal == 7)
        return say(
            "Not an OOM kill: a process died of signal 7 (SIGBUS): a page of a file or of huge pages could not be given, as where /dev/shm or a hugetlb limit is full.");
      return say(
          "Not memory: a process died of signal {0}, a fault of the program (a bug, an extension, damaged data). The OOM killer sends signal 9.",
          event.signal.value_or(0));
    default:
      return {};
  }
}

/// As printed: what is beyond 2^63 is no number of bytes here.
std::string digits_of_request(const PgEvent& event) {
  constexpr std::string_view kSize = "request size ";
  const std::size_t at = event.message.find(kSize);
  if (at == std::string::npos) return std::to_string(event.requested->count);
  const std::string rest = event.message.substr(at + kSize.size(), 20);
  return rest.substr(0, rest.find_first_not_of("0123456789"));
}

Sentence own_limit_summary(const PgEvent& event) {
  if (is_nobodys_request(event))
    return say(
        "Not memory: a request of {0} bytes is a length of damaged data or a fault of the program, not a need. Look for corruption: amcheck, pg_dump of the table, the extension's version.",
        digits_of_request(event));
  return say(
      "PostgreSQL's own limit of 1 GB for one value was reached, whatever the RAM: one value, row or string of one session is too large.");
}

/// A limit of PostgreSQL's own is reached by one session or by maintenance, whatever else the memory went to.
bool may_be_asked(const Hypothesis& hypothesis, const Incident& incident, bool postgres_in_sight) {
  if (incident.kind == IncidentKind::postgres_limit)
    return &hypothesis == &single_backend || &hypothesis == &maintenance_storm || &hypothesis == &insufficient_evidence;
  return postgres_in_sight || !hypothesis.of_postgres;
}

Sentence near_miss_summary(const Pressure& pressure, const Finding& leading) {
  const Sentence what = say("A near miss: {0}. What was read tells of no kill and no refused memory.", pressure.text);
  if (leading.cause == insufficient_evidence.id || !rests_on_evidence(leading)) return what;
  return what + " " + likeliest(leading);
}

Judgement judge_causes(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kind == IncidentKind::sysrq_oom)
    return no_verdict_on_memory(
        facts,
        say("Somebody asked for this kill (sysrq f, \"Manual OOM execution\", order -1): no shortage of memory need have been, and the kernel killed the largest process there was."));
  if (incident.kind == IncidentKind::not_memory || (incident.limit && incident.limit->kind == PgEventKind::lock_table_full))
    return no_verdict_on_memory(facts, what_it_was(*incident.limit));
  if (incident.limit && is_nobodys_request(*incident.limit)) return no_verdict_on_memory(facts, own_limit_summary(*incident.limit));
  Judgement judgement;
  const bool in_sight = is_postgres_in_sight(*facts.incident);
  for (const Hypothesis* hypothesis : kHypotheses)
    judgement.findings.push_back(may_be_asked(*hypothesis, incident, in_sight) ? hypothesis->ask(facts)
                                                                               : Sum::not_applicable(hypothesis->id));
  keep_priors_behind(judgement.findings);
  share_out(judgement.findings);
  std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.likelihood > b.likelihood; });
  const Finding& leading = judgement.findings.front();
  const auto* hypothesis =
      std::find_if(kHypotheses.begin(), kHypotheses.end(), [&](const Hypothesis* h) { return h->id == leading.cause; });
  if (leading.likelihood >= kEnough && rests_on_evidence(leading))
    judgement.verdict = leading.verdict.value_or((*hypothesis)->verdict_when_leading);
  if (judgement.verdict == VerdictKind::undecided) judgement.told = told_by(facts);
  judgement.summary = judgement.verdict == VerdictKind::undecided ? undecided_summary(judgement) : leading.sentence;
  if (incident.limit && (judgement.verdict == VerdictKind::undecided || judgement.summary.empty()))
    judgement.summary = own_limit_summary(*incident.limit);
  if (incident.pressure) {
    // Nobody died of it: who was the cause is a lean, never a verdict.
    judgement.verdict = VerdictKind::undecided;
    judgement.summary = near_miss_summary(*incident.pressure, leading);
  }
  return judgement;
}

/// What would decide stands first among what is missing.
void ask_for_total(Judgement& judgement, const Facts& facts) {
  auto asked = deciding_total(facts, [](const Facts& tried) { return judge_causes(tried).verdict; });
  if (!asked) return;
  judgement.summary = undecided_summary(judgement, asked->what);
  for (Finding& finding : judgement.findings)
    if (finding.cause == insufficient_evidence.id) finding.missing.insert(finding.missing.begin(), *asked);
}

}  // namespace

std::span<const Hypothesis* const> hypotheses() { return kHypotheses; }

Judgement judge(const Facts& facts) {
  Judgement judgement = judge_causes(facts);
  if (judgement.verdict == VerdictKind::undecided) ask_for_total(judgement, facts);
  judgement.quantities = quantities_of(facts);
  judgement.ledger = ledger_of_excerpt(facts);
  return judgement;
}

}  // namespace laststraw::judge
