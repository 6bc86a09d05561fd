// Slab, sockets, drivers: memory that no process owns.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_kernel_memory(Case& about) {
  Step& now = about.add("find_kernel_memory", say("See which cache or driver holds it"));
  now.command = "slabtop -o -s c | head -20; grep -E 'Slab|SUnreclaim|Percpu|VmallocUsed|KernelStack' /proc/meminfo";
  now.applies_to = say("the machine");
  now.effect.text = say("it tells who or what it was");
  if (const auto& reach = about.facts.reach; reach && reach->is_low_memory_full()) {
    const Bytes free = reach->within + reach->beyond;
    Step& wide = about.add("use_64_bit_kernel", say("Run a 64-bit kernel: its own requests can use all of the memory"));
    wide.applies_to = say("the machine");
    wide.effect = {EffectKind::no_kill, say("{0} would have been free: no kill", free), free};
    return;
  }
  Step& update = about.add("update_kernel", say("Update the kernel, or the module that holds the memory"));
  update.applies_to = say("the machine");
  update.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("what holds it")), std::nullopt};
  more_memory(about);
}

}  // namespace laststraw::advise
