// What kind of incident a draft is.
#pragma once

#include "timeline/drafts.hpp"

namespace laststraw::timeline {

IncidentKind kind_of(const Draft& draft, const Aligned& aligned);

/// A death by signal 9 of which nobody but the postmaster says anything.
bool is_bare_death(const Draft& draft);

/// Both reports are of one group of memory (or of the machine as a whole), as far as they are long enough to tell.
bool one_group(const OomReport& a, const OomReport& b);

}  // namespace laststraw::timeline
