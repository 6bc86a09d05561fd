#include "advise/advise.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "advise/called.hpp"
#include "advise/case.hpp"
#include "advise/provisional.hpp"
#include "judge/checklist.hpp"

namespace laststraw::advise {

namespace {

struct Playbook {
  const judge::Hypothesis& cause;
  void (*play)(Case&);
};
const std::array<Playbook, 21> kPlaybooks{{{judge::single_backend, play_single_backend},
                                           {judge::work_mem_multiplication, play_work_mem_multiplication},
                                           {judge::parallel_query, play_parallel_query},
                                           {judge::too_many_backends, play_too_many_backends},
                                           {judge::catalog_cache_bloat, play_catalog_cache_bloat},
                                           {judge::shared_buffers_too_large, play_shared_buffers_too_large},
                                           {judge::page_tables, play_page_tables},
                                           {judge::maintenance_storm, play_maintenance_storm},
                                           {judge::external_process, play_external_process},
                                           {judge::cgroup_limit_too_small, play_cgroup_limit_too_small},
                                           {judge::hugepages_over_reserved, play_hugepages_over_reserved},
                                           {judge::tmpfs_or_shm_files, play_tmpfs_or_shm_files},
                                           {judge::kernel_memory, play_kernel_memory},
                                           {judge::commit_limit_too_low, play_commit_limit_too_low},
                                           {judge::commit_limit_exhausted_by_neighbour, play_commit_limit_exhausted_by_neighbour},
                                           {judge::commit_accounting_leak, play_commit_accounting_leak},
                                           {judge::fragmentation, play_fragmentation},
                                           {judge::numa_or_cpuset_binding, play_numa_or_cpuset_binding},
                                           {judge::manual_sigkill, play_manual_sigkill},
                                           {judge::userspace_killer_too_eager, play_userspace_killer_too_eager},
                                           {judge::insufficient_evidence, play_insufficient_evidence}}};

void play(Case& about) {
  // A limit of PostgreSQL's own is answered as such, whoever reached it.
  if (about.judgement.verdict == VerdictKind::undecided || about.incident().kind == IncidentKind::postgres_limit)
    return play_insufficient_evidence(about);
  play_cause(about);
}

void start_server(Case& about) {
  const PostgresImpact& impact = about.incident().postgres;
  if (!impact.postmaster_killed || impact.starts_again) return;
  Step& step = about.add("start_server", say("Start the server: the postmaster was killed, and no start is logged since"));
  step.applies_to = say("the server");
  step.effect.text = say("the service is back");
  const auto run = [&](const std::string& what, const Called& on) {
    step.command = what + on.word;
    explain(step, {on});
  };
  const Called container = container_called(about);
  if (about.environment.kind == EnvironmentKind::pg_ctlcluster || about.environment.kind == EnvironmentKind::systemd)
    run("systemctl start ", {shell_word(about.environment.unit, "postgresql"), {}, false});
  else if (about.environment.is_kubernetes())
    step.command = "kubectl get pods -A";
  else if (about.environment.is_container())
    run("docker start ", container);
  else if (!about.environment.is_managed())
    run("pg_ctl start -D ", data_directory_called(about));
}

/// Or may have been: not where a limit of PostgreSQL's own, a crash or somebody's signal is all there was.
bool memory_was_short(const Case& about) {
  const IncidentKind kind = about.incident().kind;
  if (kind == IncidentKind::not_memory || kind == IncidentKind::postgres_limit) return false;
  return about.judgement.verdict == VerdictKind::undecided || about.cause->cause != judge::manual_sigkill.id;
}

/// Where the postmaster was killed, or could have been: somebody else is, or nobody.
void protect_postmaster(Case& about) {
  const ChecklistItem* check = about.check("postmaster_oom_score_adj");
  const bool killed = about.incident().postgres.postmaster_killed, unprotected = check && check->status == CheckStatus::fail;
  if ((!unprotected && !killed) || about.environment.is_managed()) return;
  constexpr std::int64_t kProtected = -900;
  Step& step = about.add("protect_postmaster", killed ? say("Protect the postmaster: it was killed itself, and its whole server with it")
                                                      : say("Protect the postmaster: nothing keeps the kernel from choosing it"));
  step.applies_to = say("the postmaster");
  step.good_practice = !killed;
  if (check) step.evidence = check->evidence;
  about.try_out(step, {{Knob::oom_score_adj, kProtected}});
  if (about.environment.is_kubernetes()) {
    step.text = say("{0} (requests equal to limits: class Guaranteed, oom_score_adj -997)", step.text);
  } else if (about.environment.is_container()) {
    step.text = say("{0} (docker run --oom-score-adj={1} -e PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj -e PG_OOM_ADJUST_VALUE=0)",
                    step.text, kProtected);
    step.fragment = Fragment{"compose", "services.postgres.oom_score_adj", std::to_string(kProtected), step.id};
  } else if (about.environment.old_kernel) {
    const Called folder = data_directory_called(about);
    step.command = "echo -17 > /proc/$(head -n 1 " + folder.word + "/postmaster.pid)/oom_adj";
    explain(step, {folder});
  } else {
    step.fragment = Fragment{"systemd", "OOMScoreAdjust", std::to_string(kProtected), step.id};
    // pg_ctlcluster replaces the environment and sets both variables itself (postgresql-common, /usr/bin/pg_ctlcluster).
    if (about.environment.kind == EnvironmentKind::pg_ctlcluster) return;
    const bool practice = step.good_practice;
    Step& sessions = about.add("unprotect_sessions", say("With it let its sessions be killable, or they inherit the protection"));
    sessions.fragment =
        Fragment{"systemd", "Environment", "PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0", sessions.id};
    sessions.applies_to = say("the server");
    sessions.good_practice = practice;
  }
}

/// What the checks ask for besides: good practice, tried on the incident as well.
void add_good_practice(Case& about, const std::vector<ChecklistItem>& checklist) {
  // These are answered by the playbooks, where the verdict asks for them.
  constexpr std::array<std::string_view, 12> kAnswered{
      "shared_buffers_share",    "work_mem_budget",    "worst_case_memory", "maintenance_budget",
      "max_connections_pooling", "overcommit_mode",    "commit_limit",      "postmaster_oom_score_adj",
      "cgroup_limit_fits",       "neighbours_on_host", "huge_pages",        "alerting"};
  const std::vector<Fragment> lines = judge::fragments(about.facts, checklist);
  const auto observing = judge::evidence_checks();
  for (const ChecklistItem& item : checklist) {
    if (item.status != CheckStatus::fail && item.status != CheckStatus::warn) continue;
    if (std::find(kAnswered.begin(), kAnswered.end(), item.id) != kAnswered.end() || item.remedy.empty()) continue;
    Step& step = about.steps.emplace_back();
    step.id = item.id;
    const bool observe = std::any_of(observing.begin(), observing.end(), [&](const judge::Check& check) { return check.id == item.id; });
    step.when = observe ? StepWhen::observe : StepWhen::prevent;
    step.text = item.remedy;
    step.evidence = item.evidence;
    step.sources = item.sources;
    step.good_practice = true;
    step.needs = item.id == "track_activity_query_size" ? Needs::restart : Needs::reload;
    step.risk = in_words("none");
    step.undo = in_words("put back the old value in the same way");
    step.effect = {EffectKind::no_effect, say("no effect on this incident"), std::nullopt};
    const auto line =
        std::find_if(lines.begin(), lines.end(), [&](const Fragment& one) { return one.why.find(item.id) != std::string::npos; });
    if (line == lines.end()) continue;
    step.fragment = *line;
    step.fragment->why = item.id;
    if (const auto change = change_of(line->setting, line->value)) step.effect = what_if(about.facts, about.judgement, {&*change, 1});
  }
}

}  // namespace

void play_cause(Case& about) {
  for (const Playbook& playbook : kPlaybooks)
    if (about.cause->cause == playbook.cause.id) return playbook.play(about);
}

int rank(const Step& step) {
  if (!step.given()) return 9;
  if (step.good_practice) return 8;
  switch (step.effect.kind) {
    case EffectKind::no_kill:
      return 0;
    case EffectKind::error_instead:
      return 1;
    case EffectKind::warns:
      return 2;
    case EffectKind::other_victim:
      return 3;
    case EffectKind::unknown:
      return 4;
    case EffectKind::later:
      return 5;
    case EffectKind::no_effect:
      return 6;
    case EffectKind::harm:
      break;
  }
  return 9;
}

namespace {

/// Nothing is said twice: the same setting to the same value, the same id.
std::vector<Step> without_repeated(std::deque<Step> steps) {
  std::vector<Step> kept;
  for (Step& step : steps) {
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const Step& one) {
      const bool same_setting = step.good_practice && step.fragment && one.fragment && one.fragment->file == step.fragment->file &&
                                one.fragment->setting == step.fragment->setting;
      return one.id == step.id || same_setting;
    });
    if (!known) kept.push_back(std::move(step));
  }
  return kept;
}

}  // namespace

Advice advise(const judge::Facts& facts, const Judgement& judgement, const std::vector<ChecklistItem>& checklist) {
  Case about = case_of(facts, judgement, checklist);
  if (about.cause) {
    start_server(about);
    play(about);
    if (memory_was_short(about)) {
      if (about.judgement.verdict == VerdictKind::undecided) add_provisional(about);
      protect_postmaster(about);
      alert_before(about);
      name_next_time(about);
      watch_processes(about);
    }
    add_good_practice(about, checklist);
  }
  std::vector<Step> steps = without_repeated(std::move(about.steps));
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return a.when != b.when ? a.when < b.when : a.when != StepWhen::now && rank(a) < rank(b);
  });
  return {std::move(about.environment), std::move(steps)};
}

std::vector<Fragment> fragments_of(const std::vector<Step>& steps) {
  std::vector<Fragment> lines;
  for (const Step& step : steps) {
    if (!step.fragment || !step.given() || !step.if_causes.empty()) continue;
    const bool known = std::any_of(lines.begin(), lines.end(), [&](const Fragment& line) {
      return line.file == step.fragment->file && line.setting == step.fragment->setting;
    });
    if (!known) lines.push_back(*step.fragment);
  }
  return lines;
}

std::vector<Tried> answers(const judge::Facts& facts, const Judgement& judgement, const std::vector<std::string>& questions) {
  std::vector<Tried> tried;
  for (const std::string& question : questions) tried.push_back({question, what_if(facts, judgement, changes_of(question))});
  return tried;
}

}  // namespace laststraw::advise
