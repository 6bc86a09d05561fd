// The configuration left too little for everything else.
#include <algorithm>

#include "advise/case.hpp"

namespace laststraw::advise {

void play_shared_buffers_too_large(Case& about) {
  if (about.facts.total) {
    const Bytes quarter = mib(std::max<std::int64_t>(1, (about.facts.total->value / 4).count >> 20));
    Step& step = about.add("shared_buffers", about.facts.shared_buffers
                                                 ? say("Set shared_buffers = {0}, a quarter of {1}, in place of {2}", quarter,
                                                       about.facts.total_name, about.facts.shared_buffers->value)
                                                 : say("Set shared_buffers = {0}, a quarter of {1}", quarter, about.facts.total_name));
    about.set_server(step, "shared_buffers", setting_text(quarter));
    about.try_out(step, {{Knob::shared_buffers, quarter.count}});
  }
  if (const PgEvent* refusal = about.incident().refusal; !about.facts.total && refusal && refusal->requested) {
    Step& step = about.add("shared_buffers", say("Lower shared_buffers: {0} of shared memory were refused", *refusal->requested));
    step.applies_to = say("the server");
    step.evidence.push_back(refusal->cite);
    step.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("how much memory was free then")), std::nullopt};
  }
  raise_limit(about);
  more_memory(about);
}

}  // namespace laststraw::advise
