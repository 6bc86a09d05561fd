// An order above 0, with free memory in lower orders.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_fragmentation(Case& about) {
  const Effect unknown{EffectKind::unknown, say("cannot be told (not known: {0})", say("how whole the memory would have been")),
                       std::nullopt};
  Step& step = about.add("keep_free", say("Keep more memory free for requests of several pages"));
  const auto now = integer(about.records().sysctl, "vm.min_free_kbytes");
  const auto ram = judge::ram_of(about.facts);
  step.applies_to = say("the machine");
  step.effect = unknown;
  // A hundredth of the RAM, and never less than there is; on a small machine it would itself be the shortage.
  if (ram && ram->value >= mib(4096) && about.environment.own_machine()) {
    const std::int64_t kbytes = std::max(now.value_or(0), (ram->value / 100).count / 1024);
    step.fragment = Fragment{"sysctl.conf", "vm.min_free_kbytes", std::to_string(kbytes), step.id};
  }
  Step& update = about.add("update_kernel", say("Update the kernel, or the module that asks for pages in a row"));
  update.applies_to = say("the machine");
  update.effect = unknown;
}

}  // namespace laststraw::advise
