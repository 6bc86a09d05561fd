// Leader, workers and their dynamic shared memory.
#include "advise/case.hpp"
#include "advise/playbook/dynamic_memory.hpp"
#include "advise/playbook/session.hpp"

namespace laststraw::advise {

void play_parallel_query(Case& about) {
  // A small segment was refused: the statement need not be large.
  if (lacked_shm(about))
    enlarge_shm(about);
  else
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
    return;
  }
  lower_work_mem(about);
  raise_limit(about);
  more_memory(about);
  limit_one_process(about);
}

}  // namespace laststraw::advise
