// One query with many nodes, each entitled to work_mem x hash_mem_multiplier.
#include "advise/case.hpp"
#include "advise/playbook/session.hpp"

namespace laststraw::advise {

void play_work_mem_multiplication(Case& about) {
  cancel_when_it_comes_again(about);
  lower_work_mem(about);
  if (about.version() >= 13 && about.facts.hash_mem_multiplier > 1) {
    Step& step =
        about.add_for_role("role_hash_mem_multiplier", say("Let its hashes take no more than work_mem"), "hash_mem_multiplier", "1.0");
    about.try_out(step, {{Knob::hash_mem_multiplier, 100, about.role()}});
  }
  limit_one_process(about);
  bound_run_time(about);
  raise_limit(about);
  more_memory(about);
  Step& step = about.add("log_spills", say("Log temporary files: they show which statements need their work_mem"));
  about.set_server(step, "log_temp_files", "10MB");
}

}  // namespace laststraw::advise
