// Strict overcommit refused memory that was free.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_commit_limit_too_low(Case& about) {
  const std::int64_t ratio = judge::threshold::kOvercommitRatio;
  Step& step = about.add("overcommit_ratio", say("Raise vm.overcommit_ratio to {0}: memory that was free was refused", ratio));
  step.command = "sysctl -w vm.overcommit_ratio=" + std::to_string(ratio);
  step.fragment = Fragment{"sysctl.conf", "vm.overcommit_ratio", std::to_string(ratio), step.id};
  step.applies_to = say("the machine");
  if (const Setting* setting = find(about.records().sysctl, "vm.overcommit_ratio")) step.evidence.push_back(setting->cite);
  about.try_out(step, {{Knob::overcommit_ratio, ratio}});
  limit_sessions(about);
  more_memory(about);
}

}  // namespace laststraw::advise
