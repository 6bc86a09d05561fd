// Steps of an undecided verdict.
#pragma once

#include "advise/case.hpp"

namespace laststraw::advise {

/// Plays the playbook of the leading cause, whatever the verdict (advise.cpp).
void play_cause(Case& about);
/// What helps most comes first; what is not given, last (advise.cpp).
int rank(const Step& step);

/// Steps for the likeliest causes, marked by the causes they are for (Step::if_causes), in words and for programs.
void add_provisional(Case& about);

}  // namespace laststraw::advise
