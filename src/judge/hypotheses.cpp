#include "judge/hypotheses.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr VerdictKind kOne = VerdictKind::culprit, kAll = VerdictKind::last_straw;

constexpr std::array kHypotheses{
    Hypothesis{"single_backend", "One session took far more than its peers",
               "One session's private memory is what the memory went to: at its peers' median there would have been no kill.",
               kOne, single_backend},
    Hypothesis{"parallel_query", "A parallel query's leader, workers and shared memory",
               "Parallel workers and the dynamic shared memory of their hash tables hold the memory.", kOne, parallel_query},
    Hypothesis{"too_many_backends", "Many sessions of about equal size",
               "No session stands out; their number is what the memory went to.", kAll, too_many_backends},
    Hypothesis{"catalog_cache_bloat", "Long-lived sessions with large catalog caches",
               "Sessions that touched many relations keep relation, catalog and plan caches for as long as they live.", kAll,
               catalog_cache_bloat},
    Hypothesis{"shared_buffers_too_large", "shared_buffers leaves too little for everything else",
               "The configured shared memory takes so much that an ordinary load does not fit beside it.", kOne,
               shared_buffers_too_large},
    Hypothesis{"page_tables", "Page tables of many sessions over large shared memory",
               "Without huge pages each session needs 2 MiB of page tables for each GiB of shared memory it touches.", kAll,
               page_tables},
    Hypothesis{"external_process", "A program that is not PostgreSQL",
               "Another program's private memory is what the memory went to.", kOne, external_process},
    Hypothesis{"cgroup_limit_too_small", "The cgroup limit is below what the configuration needs",
               "The group's limit was hit by an ordinary load while the host had memory.", kOne, cgroup_limit_too_small},
    Hypothesis{"hugepages_over_reserved", "Huge pages reserved and unused",
               "Memory set aside as huge pages that nobody uses is lost to everyone.", kOne, hugepages_over_reserved},
    Hypothesis{"work_mem_multiplication", "One query with many nodes, each entitled to work_mem",
               "Every sort and hash of a query may take work_mem, in every worker; many of them together are many times work_mem.",
               kOne, work_mem_multiplication},
    Hypothesis{"maintenance_storm", "Autovacuum, index builds and other maintenance together",
               "Each takes up to maintenance_work_mem; several at once are what the memory went to.", kOne, maintenance_storm},
    Hypothesis{"tmpfs_or_shm_files", "Files in /dev/shm or another tmpfs",
               "Shared memory that is neither shared_buffers nor mapped by any process: files in memory.", kOne, tmpfs_or_shm_files},
    Hypothesis{"kernel_memory", "Memory that no process owns",
               "Slab, sockets, drivers and what nothing accounts for hold the memory.", kOne, kernel_memory},
    Hypothesis{"commit_limit_too_low", "Strict overcommit refused memory that was free",
               "vm.overcommit_memory = 2 with a commit limit far below the RAM: memory is refused while it is there.", kOne,
               commit_limit_too_low},
    Hypothesis{"commit_limit_exhausted_by_neighbour", "Another program's reservations used the commit limit up",
               "Reserved is not used: under strict overcommit a neighbour's address space is what PostgreSQL cannot have.", kOne,
               commit_limit_exhausted_by_neighbour},
    Hypothesis{"commit_accounting_leak", "Kernel 6.5 loses count of committed memory",
               "A bug in mremap lets Committed_AS only grow, until everything is refused.", kOne, commit_accounting_leak},
    Hypothesis{"fragmentation", "Free memory in pieces too small",
               "Several pages in a row were asked for and only smaller blocks were free.", kOne, fragmentation},
    Hypothesis{"numa_or_cpuset_binding", "A cpuset or memory policy confines PostgreSQL to full nodes",
               "One node was full while others had memory the allocation was not allowed to use.", kOne, numa_or_cpuset_binding},
    Hypothesis{"userspace_killer_too_eager", "A user-space OOM killer killed with memory to spare",
               "earlyoom, systemd-oomd or the kubelet acted by its own thresholds while memory was available.", kOne,
               userspace_killer_too_eager},
    Hypothesis{"manual_sigkill", "Somebody or something sent SIGKILL, not the OOM killer",
               "The process died of signal 9 while the kernel log is silent where an OOM kill would have to be.", kOne,
               manual_sigkill},
    Hypothesis{"insufficient_evidence", "The inputs do not decide",
               "What would have to be seen to tell is missing.", VerdictKind::undecided, insufficient_evidence},
};

/// Forensic verbal scale over the likelihood ratio against all rivals together, in decibans
/// (ENFSI Guideline for Evaluative Reporting, 2015: 2-10 weak, 10-100 moderate, 100-10,000 moderately strong to strong).
std::string support_words(double likelihood) {
  if (likelihood <= 0.5) return "";
  const double against_rest = 10 * std::log10(likelihood / std::max(1e-9, 1 - likelihood));
  if (against_rest >= 30) return "very strong";
  if (against_rest >= 20) return "strong";
  if (against_rest >= 10) return "moderate";
  return against_rest >= 3 ? "weak" : "";
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
    finding.support = support_words(finding.likelihood);
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
      if (finding.cause == "insufficient_evidence" || looked_at++ < 3)
        if (what.size() < 3 && std::find(what.begin(), what.end(), missing.what) == what.end()) what.push_back(missing.what);
  const Finding* best = nullptr;
  for (const Finding& finding : judgement.findings)
    if (!best && finding.cause != "insufficient_evidence" && finding.outcome != Outcome::not_applicable && rests_on_evidence(finding)) best = &finding;
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

/// Somebody asked for the kill (sysrq f): it tells nothing about where memory went, and nobody is to blame for it.
Judgement asked_for(const Facts& facts) {
  Judgement judgement;
  for (const Hypothesis& hypothesis : kHypotheses)
    judgement.findings.push_back(hypothesis.id == "insufficient_evidence" ? hypothesis.judge(facts) : Sum::not_applicable(hypothesis.id));
  share_out(judgement.findings);
  std::stable_sort(judgement.findings.begin(), judgement.findings.end(), [](const Finding& a, const Finding& b) { return a.likelihood > b.likelihood; });
  judgement.summary = say("Somebody asked for this kill (sysrq f, \"Manual OOM execution\", order -1): no shortage of memory need have been, and the kernel killed the largest process there was.");
  return judgement;
}

}  // namespace

std::span<const Hypothesis> hypotheses() { return kHypotheses; }

Judgement judge(const Facts& facts) {
  if (facts.incident->kind == IncidentKind::sysrq_oom) return asked_for(facts);
  Judgement judgement;
  for (const Hypothesis& hypothesis : kHypotheses) judgement.findings.push_back(hypothesis.judge(facts));
  share_out(judgement.findings);
  std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.likelihood > b.likelihood; });
  const Finding& leading = judgement.findings.front();
  const auto* hypothesis = std::find_if(kHypotheses.begin(), kHypotheses.end(),
                                        [&](const Hypothesis& h) { return h.id == leading.cause; });
  if (leading.likelihood >= kEnough && rests_on_evidence(leading)) judgement.verdict = hypothesis->verdict_when_leading;
  judgement.summary = judgement.verdict == VerdictKind::undecided ? undecided_summary(judgement) : leading.sentence;
  return judgement;
}

}  // namespace laststraw::judge
