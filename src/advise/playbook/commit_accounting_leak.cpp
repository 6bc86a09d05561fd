// Kernel 6.5's mremap: Committed_AS only grows.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_commit_accounting_leak(Case& about) {
  Step& now = about.add("heuristic_overcommit", say("Until the kernel is updated, set vm.overcommit_memory = 0"));
  now.command = "sysctl -w vm.overcommit_memory=0";
  now.applies_to = say("the machine");
  about.try_out(now, {{Knob::overcommit_memory, 0}});
  const Effect effect = now.effect;
  Step& update = about.add("update_kernel", say("Update the kernel: 6.5 counts promised memory wrongly"));
  update.applies_to = say("the machine");
  update.effect = effect;
}

}  // namespace laststraw::advise
