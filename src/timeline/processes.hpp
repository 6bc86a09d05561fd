// Who the processes were at the moment of the kill.
#pragma once

#include <optional>
#include <vector>

#include "laststraw/incident.hpp"
#include "timeline/clock.hpp"

namespace laststraw::timeline {

/// The task table of `report`, each row with what the PostgreSQL log and the captures know of its pid at `when`.
std::vector<Process> processes_at(const OomReport& report, const Instant& when, const Records& records,
                                  const PgHistory& history, const Clocks& clocks);

/// Where there is no report: the last capture before `when`, empty where there is none.
std::vector<Process> processes_captured_before(const Instant& when, const Records& records, const PgHistory& history,
                                               const Clocks& clocks);

/// A process known only by its pid (from a log line), as far as the log knows it.
Process process_by_pid(Pid pid, const Instant& when, const Records& records, const PgHistory& history, const Clocks& clocks);

/// The statement that the crash line or an error names for this process.
void name_statement(Process& process, const std::string& statement, const Citation& cite);

}  // namespace laststraw::timeline
