#include "advise/playbook/dynamic_memory.hpp"

#include <algorithm>

namespace laststraw::advise {

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

}  // namespace laststraw::advise
