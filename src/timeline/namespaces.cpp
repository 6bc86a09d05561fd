#include "timeline/namespaces.hpp"

#include <algorithm>

#include "laststraw/container_path.hpp"
#include "timeline/titles.hpp"

namespace laststraw::timeline {

namespace {

bool in_table(const OomReport& report, Pid pid) {
  return std::any_of(report.tasks.begin(), report.tasks.end(),
                     [&](const TaskRow& row) { return row.tgid == pid && is_postgres_comm(row.comm); });
}

bool was_killed(const OomReport& report, Pid pid) {
  return std::any_of(report.kills.begin(), report.kills.end(), [&](const Kill& kill) { return kill.pid == pid; });
}

/// A capture of the host: it shows a server of this pid beside the process that the kernel killed.
bool on_one_host(const OomReport& report, Pid server, const Aligned& aligned) {
  const ProcessList* const list = aligned.identities.captured_before(aligned.clocks.when(report.at.source, report.stamp), report.at.source);
  if (!list) return false;
  const auto shows = [&](Pid pid) {
    return std::any_of(list->rows.begin(), list->rows.end(),
                       [&](const ProcessRow& row) { return row.pid == pid && read_title(row.command); });
  };
  return shows(server) && std::any_of(report.kills.begin(), report.kills.end(), [&](const Kill& kill) { return shows(kill.pid); });
}

}  // namespace

Pids compare_pids(const OomReport& report, const Crash& crash, const Aligned& aligned) {
  const Pid died = *crash.death->subject;
  const std::optional<Pid> postmaster = crash.death->writer;
  if (was_killed(report, died) || in_table(report, died)) return Pids::same;
  if (postmaster && *postmaster != Pid(1) && (in_table(report, *postmaster) || on_one_host(report, *postmaster, aligned)))
    return Pids::same;
  if (postmaster == Pid(1)) return Pids::differ;
  const bool contained = is_container_path(report.oom_memcg) || is_container_path(report.task_memcg) ||
                         (report.cgroup && is_container_path(report.cgroup->path));
  return contained ? Pids::differ : Pids::unknown;
}

}  // namespace laststraw::timeline
