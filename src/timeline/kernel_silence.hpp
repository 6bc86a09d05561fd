// Whether a kernel log would have to show an OOM kill at the time of an incident.
#pragma once

#include "timeline/aligned.hpp"

namespace laststraw::timeline {

/// Sets kernel_log_covers and kernel_log_cite, of an incident of the machine that `source` is of.
void note_kernel_silence(Incident& incident, SourceId source, const Aligned& aligned);

}  // namespace laststraw::timeline
