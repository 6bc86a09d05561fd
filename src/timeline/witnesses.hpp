// Who besides the kernel says that there was an OOM kill: systemd, a container runtime, the counters of the group.
#pragma once

#include <vector>

#include "timeline/aligned.hpp"

namespace laststraw::timeline {

/// The kernel is said to have killed for want of memory. Exit status 137 and "status=9/KILL" alone only say signal 9.
bool says_oom_kill(const SystemEvent& event);

/// The unit or container that the event is about may be a PostgreSQL server's: it is named like one, or like no program.
bool may_be_postgres(const SystemEvent& event);

/// When the witness saw it. Docker prints "0001-01-01T00:00:00Z", Go's zero, where it has no time.
Instant time_of(const SystemEvent& event, const Aligned& aligned);

Witness witness_of(const SystemEvent& event, const Aligned& aligned);

/// What counters of OOM kills tell: "memory.events:oom_kill" above 0 says at least once since the group was made. Those that
/// count no more than the kernel reports at hand tell nothing new.
std::vector<Witness> counters(const Aligned& aligned);

/// Was it the limit of a group that was hit, as far as anybody but the kernel can tell?
bool a_limit_is_known(const SystemEvent& event, const Records& records);
/// Of counters: those of a group that has a limit.
bool a_limit_is_known(const Records& records);

}  // namespace laststraw::timeline
