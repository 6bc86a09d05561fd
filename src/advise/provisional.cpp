// The evidence does not decide: what would help should one of the likeliest causes be the one, and harms under none of them.
#include "advise/provisional.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "judge/hypotheses.hpp"

namespace laststraw::advise {

namespace {

/// A cause that is worth a step: something speaks for it, or it names a statement.
constexpr double kLeastLikelihood = 0.08;
constexpr std::size_t kSuspects = 3, kStepsEach = 2;

/// On a suspicion nothing is stopped, removed, refused to others or restarted without need: these look, or hold the one role, job or
/// program that is suspected, and can be taken back while the server runs. A larger limit takes nothing from anybody.
constexpr std::array<std::string_view, 27> kOnSuspicion{"cancel_statement",
                                                        "see_plan",
                                                        "rewrite_statement",
                                                        "own_work_mem",
                                                        "role_work_mem",
                                                        "role_hash_mem_multiplier",
                                                        "role_statement_timeout",
                                                        "role_temp_buffers",
                                                        "role_jit",
                                                        "role_parallel_workers",
                                                        "deallocate_statements",
                                                        "decoding_memory",
                                                        "upgrade_extension",
                                                        "role_connections",
                                                        "pooler",
                                                        "recycle_sessions",
                                                        "fewer_partitions",
                                                        "raise_limit",
                                                        "enlarge_shm",
                                                        "autovacuum_work_mem",
                                                        "maintenance_work_mem",
                                                        "stagger_maintenance",
                                                        "limit_program",
                                                        "find_kernel_memory",
                                                        "find_sender",
                                                        "terminate_gently",
                                                        "spare_server"};

struct Clause {
  const judge::Hypothesis& cause;
  const char* words;
};
const std::array<Clause, 20> kClauses{{{judge::single_backend, message("it was one session that took too much")},
                                       {judge::work_mem_multiplication, message("it was one query that took work_mem many times")},
                                       {judge::parallel_query, message("it was a parallel query")},
                                       {judge::too_many_backends, message("it was too many sessions at once")},
                                       {judge::catalog_cache_bloat, message("it was the caches of long-lived sessions")},
                                       {judge::shared_buffers_too_large, message("it was shared_buffers, too large for this machine")},
                                       {judge::page_tables, message("it was page tables")},
                                       {judge::maintenance_storm, message("it was maintenance (autovacuum, index builds)")},
                                       {judge::external_process, message("it was another program")},
                                       {judge::cgroup_limit_too_small, message("it was a limit that is too small")},
                                       {judge::hugepages_over_reserved, message("it was huge pages that nobody uses")},
                                       {judge::tmpfs_or_shm_files, message("it was files in memory")},
                                       {judge::kernel_memory, message("it was memory of the kernel's own")},
                                       {judge::commit_limit_too_low, message("it was a commit limit that is too low")},
                                       {judge::commit_limit_exhausted_by_neighbour, message("it was what another program had reserved")},
                                       {judge::commit_accounting_leak, message("it was the kernel's wrong count of promised memory")},
                                       {judge::fragmentation, message("it was free memory in pieces")},
                                       {judge::numa_or_cpuset_binding, message("it was one full memory node")},
                                       {judge::manual_sigkill, message("it was somebody who sent signal 9")},
                                       {judge::userspace_killer_too_eager, message("it was a killer that came too early")}}};

Sentence clause(std::string_view cause) {
  for (const Clause& one : kClauses)
    if (one.cause.id == cause) return in_words(one.words);
  return cause;
}

/// The judgement with one cause as its verdict.
Judgement decided(const Judgement& judgement, const Finding& cause) {
  Judgement assumed = judgement;
  std::rotate(assumed.findings.begin(), assumed.findings.begin() + (&cause - judgement.findings.data()),
              assumed.findings.begin() + (&cause - judgement.findings.data()) + 1);
  for (const judge::Hypothesis* hypothesis : judge::hypotheses())
    if (hypothesis->id == cause.cause) assumed.verdict = cause.verdict.value_or(hypothesis->verdict_when_leading);
  return assumed;
}

/// One suspected cause with its playbook.
struct AsIf {
  Judgement judgement;
  Case about;
  AsIf(const Case& undecided, const Finding& cause)
      : judgement(decided(undecided.judgement, cause)), about(case_of(undecided.facts, judgement, undecided.checklist)) {
    play_cause(about);
  }
  AsIf(const AsIf&) = delete;
  AsIf& operator=(const AsIf&) = delete;
};

/// Nothing speaks for it yet, but it names somebody with a statement that can be looked at.
bool names_statement(const Finding& finding) {
  const auto* session = std::get_if<SessionAtFault>(&finding.culprit.who);
  return session && !session->statement.empty();
}

bool is_suspect(const Finding& finding) {
  if (finding.cause == judge::insufficient_evidence.id || finding.outcome == Outcome::not_applicable ||
      finding.outcome == Outcome::refuted || finding.likelihood < kLeastLikelihood)
    return false;
  return names_statement(finding) ||
         std::any_of(finding.evidence.begin(), finding.evidence.end(), [](const Evidence& piece) { return piece.decibans >= kSpeaks; });
}

bool would_harm(const AsIf& suspect, const std::vector<Change>& changes) {
  return what_if(suspect.about.facts, suspect.judgement, changes).kind == EffectKind::harm;
}

/// Fit to be given while it is not certain; a look-up has no effect, and needs none.
bool is_worth(const Step& step) {
  if (!step.given() || step.good_practice || step.when == StepWhen::observe) return false;
  if (std::find(kOnSuspicion.begin(), kOnSuspicion.end(), step.id) == kOnSuspicion.end()) return false;
  return step.when == StepWhen::now || (step.effect.kind != EffectKind::no_effect && step.effect.kind != EffectKind::later);
}

bool are_same(const Step& a, const Step& b) {
  const auto value = [](const Step& step) { return step.fragment ? step.fragment->setting + step.fragment->value : std::string(); };
  return a.id == b.id && a.command == b.command && value(a) == value(b);
}

Sentence conditional(const Step& step) {
  if (step.if_causes.size() == 1) return say("If {0}: {1}", clause(step.if_causes.front()), step.text);
  return say("If {0}, or {1}: {2}", clause(step.if_causes[0]), clause(step.if_causes[1]), step.text);
}

/// Of one suspect, best first: as many as may be, and those that another suspect has, too.
void take(const AsIf& suspect, const std::deque<AsIf>& all, std::vector<Step>& taken) {
  std::vector<const Step*> steps;
  for (const Step& step : suspect.about.steps) steps.push_back(&step);
  std::stable_sort(steps.begin(), steps.end(), [](const Step* a, const Step* b) { return rank(*a) < rank(*b); });
  std::size_t own = 0;
  for (const Step* step : steps) {
    if (!is_worth(*step)) continue;
    const auto tried = suspect.about.tried.find(step);
    if (tried != suspect.about.tried.end() &&
        std::any_of(all.begin(), all.end(), [&](const AsIf& other) { return would_harm(other, tried->second); }))
      continue;
    const auto known = std::find_if(taken.begin(), taken.end(), [&](const Step& one) { return one.id == step->id; });
    if (known == taken.end()) {
      if (step->when != StepWhen::now && own++ >= kStepsEach) continue;
      taken.push_back(*step);
      taken.back().if_causes = {suspect.about.cause->cause};
    } else if (are_same(*known, *step) && known->if_causes.size() < 2) {
      known->if_causes.push_back(suspect.about.cause->cause);
    }
  }
}

}  // namespace

void add_provisional(Case& about) {
  std::deque<AsIf> suspects;
  for (const Finding& finding : about.judgement.findings)
    if (is_suspect(finding) && suspects.size() < kSuspects) suspects.emplace_back(about, finding);
  std::vector<Step> taken;
  for (const AsIf& suspect : suspects) take(suspect, suspects, taken);
  for (Step& step : taken) {
    step.text = conditional(step);
    about.steps.push_back(std::move(step));
  }
}

}  // namespace laststraw::advise
