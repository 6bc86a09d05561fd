// Who the processes were at the moment of the kill.
#pragma once

#include <optional>
#include <vector>

#include "laststraw/incident.hpp"
#include "timeline/identities.hpp"

namespace laststraw::timeline {

/// The task table of `report`, each row with what the PostgreSQL log and the captures know of its pid at `when`.
std::vector<Process> processes_at(const OomReport& report, const Instant& when, const Identities& identities);

/// Where there is no report: those of a capture, on the machine of `source`.
std::vector<Process> processes_captured(const ProcessList& list, const Instant& when, SourceId source, const Records& records,
                                        const Identities& identities);

/// A process known only by its pid (from a log line), as far as the log knows it.
Process process_by_pid(Pid pid, const Instant& when, SourceId source, const Identities& identities);

/// The statement that the crash line or an error names for this process.
void name_statement(Process& process, const std::string& statement, const Citation& cite);

}  // namespace laststraw::timeline
