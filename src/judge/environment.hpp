// Where PostgreSQL runs, as far as the inputs tell: it decides which advice can be followed at all.
#pragma once

#include "judge/facts.hpp"
#include "laststraw/advice.hpp"

namespace laststraw::judge {

Environment environment_of(const Facts& facts);

}  // namespace laststraw::judge
