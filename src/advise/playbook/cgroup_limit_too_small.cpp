// The limit is below what the configuration needs; the host had memory.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_cgroup_limit_too_small(Case& about) {
  raise_limit(about);
  if (!about.steps.empty() && about.steps.back().id == "raise_limit" && about.environment.kind != EnvironmentKind::unknown &&
      !about.environment.is_kubernetes()) {
    // A limit is raised while the server runs; the step of the same name makes it last.
    const Step lasting = about.steps.back();
    Step& now = about.add("raise_limit_now", lasting.text);
    now.command = lasting.command;
    now.applies_to = lasting.applies_to;
    now.precondition = lasting.precondition;
    now.condition = lasting.condition;
    now.evidence = lasting.evidence;
    now.effect = lasting.effect;
  }
  limit_sessions(about);
}

}  // namespace laststraw::advise
