// Autovacuum workers, CREATE INDEX, VACUUM, COPY, each with maintenance_work_mem.
#include <algorithm>

#include "advise/case.hpp"
#include "advise/playbook/dynamic_memory.hpp"

namespace laststraw::advise {

namespace {

void do_without_dynamic_memory(Case& about) {
  enlarge_shm(about);
  Step& alone = about.add("maintenance_workers", say("Let maintenance do without parallel workers: they share memory through /dev/shm"));
  about.set_server(alone, "max_parallel_maintenance_workers", "0");
  alone.effect = {EffectKind::no_kill, say("no segment would have been asked for: no refusal"), std::nullopt};
}

}  // namespace

void play_maintenance_storm(Case& about) {
  if (lacked_shm(about)) return do_without_dynamic_memory(about);
  // The workers of an index build share its memory.
  std::int64_t workers = 0, all = 0;
  for (const Process& process : about.incident().processes) {
    if (!judge::maintains(about.facts, process) || process.role == Role::parallel_worker) continue;
    ++all;
    if (process.role == Role::autovacuum_worker) ++workers;
  }
  if (about.facts.total && all > 0) {
    const Bytes each = mib(std::max<std::int64_t>(16, (about.facts.total->value / 8 / all).count >> 20));
    const bool autovacuum = workers * 2 > all;
    const char* setting = autovacuum ? "autovacuum_work_mem" : "maintenance_work_mem";
    Step& step = about.add(
        setting, say("Set {0} = {1}: {2} were at work, and an eighth of {3} for all is usual", setting, each, all, about.facts.total_name));
    about.set_server(step, setting, setting_text(each));
    about.try_out(step, {{Knob::maintenance_work_mem, each.count}});
  }
  if (about.facts.total == std::nullopt || all == 0) {
    const auto now = pg_bytes(about.records().pg_settings, "maintenance_work_mem");
    Step& step =
        about.add("maintenance_work_mem", now ? say("Lower maintenance_work_mem, {0} now: each command may take it", *now)
                                              : say("Lower maintenance_work_mem, or autovacuum_work_mem: each command may take it"));
    step.applies_to = say("the server");
    if (const Setting* setting = judge::pg_setting(about.facts, "maintenance_work_mem")) step.evidence.push_back(setting->cite);
    step.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("the size of the RAM or of the limit")), std::nullopt};
  }
  if (all - workers > 1) {
    Step& step = about.add("stagger_maintenance", say("Let the {0} commands run one after the other", all - workers));
    step.applies_to = say("the jobs");
    step.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("which of them would have run alone")), std::nullopt};
  }
  raise_limit(about);
  more_memory(about);
}

}  // namespace laststraw::advise
