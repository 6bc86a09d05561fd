// The kernel knows a process by its pid on the host, a server in a container by the pid of its own namespace.
#pragma once

#include "timeline/aligned.hpp"

namespace laststraw::timeline {

/// Whether the pids of a server's log and those of a kernel report count the same processes.
enum class Pids { same, differ, unknown };

/// `same` where the kernel's table or a capture of the host shows the server's own pids as PostgreSQL's; `differ` where the
/// postmaster is pid 1 or the group that was killed in is a container's.
Pids compare_pids(const OomReport& report, const Crash& crash, const Aligned& aligned);

}  // namespace laststraw::timeline
