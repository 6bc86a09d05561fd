// What others than the kernel's OOM killer say in the system log about killing, booting and memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "laststraw/source.hpp"
#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

enum class SystemEventKind {
  boot,                     ///< "Linux version 6.12..."            subject: the release
  panic,                    ///< "Kernel panic - not syncing: ..."
  page_allocation_failure,  ///< "postgres: page allocation failure: order:4, mode:0x40cc0(...)"   subject: comm; order
  dump_suppressed,          ///< "oom_kill_process: 14 callbacks suppressed", "printk messages dropped"
  sysrq_oom,                ///< "sysrq: Manual OOM execution"
  earlyoom_kill,            ///< "sending SIGTERM to process 7378 ..." subject: comm; pid, rss
  earlyoom_state,           ///< "mem avail: 503 of 15925 MiB (3.16%)" available / total
  systemd_oomd_kill,        ///< "Killed /system.slice/x due to memory ..." subject: the cgroup
  unit_oom_kill,            ///< "x.service: A process of this unit has been killed by the OOM killer."  subject: the unit
  unit_sigkill,        ///< "x.service: Main process exited, code=killed, status=9/KILL"  or "Killing process n (c) with signal SIGKILL"
  kubelet_eviction,    ///< "The node was low on resource: memory."  (SIGTERM to a whole pod)
  nohang_kill,         ///< "Sending SIGTERM to the victim"
  oomd_kill,           ///< Facebook's oomd: "oomd kill: 8.74 2.10 0.42 system.slice/x 8438349824 ..." subject: the cgroup
  container_oom,       ///< the container runtime or a pod's status: OOMKilled, exit code 137   subject: the container
  memory_failure,      ///< "Memory failure: 0x...: Killing postgres:1234 due to hardware memory corruption": no OOM
  fork_rejected,       ///< "cgroup: fork rejected by pids controller in /x"   subject: the cgroup
  hung_task,           ///< "INFO: task postgres:1234 blocked for more than 120 seconds."  subject: the task
  pooler_lost_server,  ///< PgBouncer: "closing because: server conn crashed?"; counted
  pooler_no_server,    ///< PgBouncer: "closing because: connect failed"; counted
  pooler_gave_up,      ///< PgBouncer: "pooler error: query_wait_timeout": a client got no connection in time; counted
};

/// One such line.
struct SystemEvent {
  SystemEventKind kind{};
  Stamp stamp;
  std::string host;
  std::string subject;     ///< unit, cgroup, comm or release, by kind; may be empty
  std::optional<Pid> pid;  ///< the process concerned
  std::optional<Bytes> rss, available, total;
  std::optional<int> order;  ///< page_allocation_failure
  std::string signal;        ///< "SIGTERM", "SIGKILL" where printed
  std::uint64_t count = 1;   ///< of the pooler's: how many within ten seconds
  Citation cite;
};

/// A stretch of time for which a kernel (or system) log speaks: absence means something only inside it.
/// One of each host whose lines are in the log.
struct KernelCoverage {
  SourceId source{};
  std::string host;                                ///< empty where the framing prints none
  Stamp first, last;                               ///< of any program's lines
  std::optional<Stamp> first_kernel, last_kernel;  ///< of the kernel's own lines; nullopt: there are none
  std::uint64_t lines{};
  bool starts_at_boot = false;     ///< the boot banner is in it, so that nothing before was lost
  bool ring = false;               ///< the kernel's ring buffer as dmesg prints it: all that it still held
  Citation first_cite, last_cite;  ///< first line; last line of the kernel itself, of anyone where there is none
};

}  // namespace laststraw
