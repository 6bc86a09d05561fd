// The simulator asked for many values of the quantities that people turn first, so that a page can show what each would have made of it.
#pragma once

#include <optional>

#include "judge/facts.hpp"
#include "laststraw/pictures.hpp"

namespace laststraw::advise {

/// Sessions, work_mem (of the role at fault where it is known), the limit or the RAM, shared_buffers: those that change something, with some twenty
/// values each. nullopt: none does, or it is not known how much memory there was.
std::optional<Sliders> sliders_of(const judge::Facts& facts, const Judgement& judgement);

}  // namespace laststraw::advise
