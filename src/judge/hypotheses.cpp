#include "judge/hypotheses.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::array<const Hypothesis*, 21> kHypotheses{
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

/// Below this likelihood nothing is called the cause.
constexpr double kEnough = 0.5;

/// What the evidence adds to the prior must by itself make the story likelier: nothing is called the cause because it is
/// often the cause.
bool rests_on_evidence(const Finding& finding) {
  constexpr double kLeastEvidence = 5;                  // decibans: three times likelier
  double evidence = 0;
  for (const Evidence& piece : finding.evidence) evidence += piece.decibans;
  return evidence >= kLeastEvidence;
}

std::string undecided_summary(const Judgement& judgement) {
  std::vector<std::string> what;
  std::size_t looked_at = 0;
  for (const Finding& finding : judgement.findings)
    for (const Missing& missing : finding.missing)
      if (finding.cause == insufficient_evidence.id || looked_at++ < 3)
        if (what.size() < 3 && std::find(what.begin(), what.end(), missing.what) == what.end()) what.push_back(missing.what);
  const Finding* best = nullptr;
  for (const Finding& finding : judgement.findings)
    if (!best && finding.cause != insufficient_evidence.id && finding.outcome != Outcome::not_applicable && rests_on_evidence(finding)) best = &finding;
  std::string why;
  switch (what.size()) {
    case 0: why = say("the evidence does not tell the causes apart"); break;
    case 1: why = say("missing is {0}", what[0]); break;
    case 2: why = say("missing is {0} and {1}", what[0], what[1]); break;
    default: why = say("missing is {0}, {1} and {2}", what[0], what[1], what[2]);
  }
  if (best && best->likelihood >= 0.1) return say("Undecided: {0}; the likeliest story so far is {1} ({2}).", why, best->cause, percent(best->likelihood));
  return say("Undecided: {0}.", why);
}

}  // namespace

std::span<const Hypothesis* const> hypotheses() { return kHypotheses; }

Judgement judge(const Facts& facts) {
  Judgement judgement;
  for (const Hypothesis* hypothesis : kHypotheses) judgement.findings.push_back(hypothesis->ask(facts));
  share_out(judgement.findings);
  std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.likelihood > b.likelihood; });
  const Finding& leading = judgement.findings.front();
  const auto* hypothesis = std::find_if(kHypotheses.begin(), kHypotheses.end(),
                                        [&](const Hypothesis* h) { return h->id == leading.cause; });
  if (leading.likelihood >= kEnough && rests_on_evidence(leading)) judgement.verdict = (*hypothesis)->verdict_when_leading;
  judgement.summary = judgement.verdict == VerdictKind::undecided ? undecided_summary(judgement) : leading.sentence;
  return judgement;
}

}  // namespace laststraw::judge
