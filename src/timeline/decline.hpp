// How memory ran out: since when, how fast, and what began then.
#pragma once

#include <optional>

#include "laststraw/incident.hpp"
#include "timeline/aligned.hpp"

namespace laststraw::timeline {

/// From the incident's series; a group's own demand where it was captured, else the machine's available memory. nullopt
/// where no series ends in a decline of a tenth of the total or more.
std::optional<Decline> decline_of(const Incident& incident, const Aligned& aligned);

}  // namespace laststraw::timeline
