// Leader, workers and their dynamic shared memory.
#include <algorithm>

#include "advise/case.hpp"
#include "advise/playbook/session.hpp"

namespace laststraw::advise {

namespace {

/// Dynamic shared memory lies in /dev/shm, which containers have 64 MB of unless they are told otherwise.
bool lacked_shm(const Case& about) {
  const PgEvent* refusal = about.incident().refusal;
  return refusal && refusal->kind == PgEventKind::shared_memory_failed && refusal->system_error == SystemError::no_space;
}

void enlarge_shm(Case& about) {
  const PgEvent& refusal = *about.incident().refusal;
  const Bytes asked = refusal.requested.value_or(Bytes{0}), size = rounded_up(std::clamp(asked * 4, mib(256), mib(16384)), mib(64));
  const std::string text = std::to_string(size.count >> 20) + "M";
  Step& step = about.add("enlarge_shm", say("Give /dev/shm {0}: it was full when {1} more were asked for", size, asked));
  if (about.environment.is_kubernetes()) {
    step.text = say("{0} (a volume of medium Memory, mounted at /dev/shm)", step.text);
    step.fragment =
        Fragment{"kubernetes", "spec.template.spec.volumes[dshm].emptyDir", "{medium: Memory, sizeLimit: " + text + "i}", step.id};
  } else {
    step.text = say("{0} (docker run --shm-size={1})", step.text, text);
    step.fragment = Fragment{"compose", "services.postgres.shm_size", text, step.id};
  }
  step.applies_to = say("the container");
  step.evidence.push_back(refusal.cite);
  step.effect = {EffectKind::no_kill, say("the segment would have fitted: no refusal"), std::nullopt};
}

}  // namespace

void play_parallel_query(Case& about) {
  cancel_when_it_comes_again(about);
  Step& step = about.add_for_role("role_parallel_workers",
                                  about.facts.workers.empty() ? say("Let the statements of {0} run without parallel workers", about.who())
                                                              : say("Let the statements of {0} run without parallel workers: {1} were seen",
                                                                    about.who(), about.facts.workers.size()),
                                  "max_parallel_workers_per_gather", "0");
  if (!about.facts.workers.empty()) step.evidence.push_back(about.facts.place_of(*about.facts.workers.front()));
  about.try_out(step, {{Knob::parallel_workers, 0}});
  if (lacked_shm(about)) {
    step.effect = {EffectKind::no_kill, say("no segment would have been asked for: no refusal"), std::nullopt};
    return enlarge_shm(about);
  }
  lower_work_mem(about);
  raise_limit(about);
  more_memory(about);
  limit_one_process(about);
}

}  // namespace laststraw::advise
