// Who was killed or refused, and who asked.
#pragma once

#include "timeline/drafts.hpp"

namespace laststraw::timeline {

/// Marks the draft's victims among incident.processes, adding those that are not in the table, with all that is known of them.
void add_victims(Incident& incident, const Draft& draft, const Identities& identities);

/// The process that asked for the page, as the kernel names it.
void add_invoker(Incident& incident);

/// The dump of memory contexts that the refused session wrote.
void note_context_dump(Incident& incident);

}  // namespace laststraw::timeline
