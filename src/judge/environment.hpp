// Where PostgreSQL runs, as far as the inputs tell: it decides which advice can be followed at all.
#pragma once

#include "judge/facts.hpp"
#include "laststraw/advice.hpp"

namespace laststraw::judge {

Environment environment_of(const Facts& facts);

/// What would tell the sizes of processes. Where memory was refused the kernel reports nothing; a provider's customer sees no kernel.
Sentence how_to_get_sizes(const Facts& facts);

}  // namespace laststraw::judge
