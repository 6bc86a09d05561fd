// What belongs together before it becomes an Incident.
#pragma once

#include <vector>

#include "timeline/aligned.hpp"

namespace laststraw::timeline {

struct Draft {
  std::vector<const CopiedReport*> reports;
  const Crash* crash = nullptr;
  const Outage* outage = nullptr;  ///< the whole server died, and only its next start shows it
  const SystemEvent* killer = nullptr;
  const PgEvent* refusal = nullptr;
  const PgEvent* limit = nullptr;             ///< a limit of PostgreSQL's own, or trouble that is not memory's
  const SystemEvent* allocation = nullptr;    ///< the kernel had no piece of the size asked for
  std::optional<Pressure> pressure;           ///< memory all but ran out, and nothing came of it
  const ProcessList* capture = nullptr;       ///< pressure: the processes of the very snapshot that shows it
  std::vector<const SystemEvent*> witnesses;  ///< others who say that the kernel killed for want of memory
  bool counted = false;                       ///< it is the one death that a counter of OOM kills can mean
  bool in_a_container = false;                ///< the crash's pids are shown to be others than the kernel's
  SourceId source{};                          ///< whose machine it is
  std::string host;                           ///< its name, where lines or their folder tell
  Instant first, last;
  SourceLocation last_at;  ///< of the latest of them: what has no time is near by its line
};

/// One of each incident, in order of time: kills near each other with the crash they led to, deaths by signal 9 that no
/// kernel report explains, kills by others than the kernel, refusals of memory, limits of PostgreSQL's own, pieces the
/// kernel did not have, near misses.
std::vector<Draft> draft_incidents(const Aligned& aligned);

}  // namespace laststraw::timeline
