// One recogniser per kind of line of a report. Each looks at one line alone, so that cut, filtered and interleaved
// reports lose no more than what is missing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "laststraw/record/kernel_line.hpp"
#include "laststraw/record/kernel_oom.hpp"
#include "laststraw/record/system_event.hpp"

namespace laststraw::system_log {

/// What a recogniser did with a line. `broken`: it identified itself and could not be read.
enum class Taken { no, yes, broken };

/// The columns of a task table, as its header names them ("pid", "uid", "tgid", "total_vm", "rss", ...).
using Columns = std::vector<std::string>;

/// "postgres invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0"
bool is_invocation(std::string_view text);
Taken read_invocation(std::string_view text, const Line& line, OomReport& report);
/// "CPU: 0 UID: 0 PID: 301 Comm: python3 Not tainted 6.12.107 #1 ..."
Taken read_cpu_line(std::string_view text, const Line& line, OomReport& report);
/// A thread's name, without the framing that nobody took off it; empty where it cannot be told.
std::string comm_of(std::string_view printed);
/// The same line without the head that names the invoker; nullopt: another line.
std::optional<Invocation> cpu_line(std::string_view text, const Line& line);
/// " out_of_memory+0x257/0x520"
Taken read_stack_frame(std::string_view text, OomReport& report);
/// Lines of a dump that carry nothing kept: registers, "Call Trace:", "Hardware name:", per-cpu lists.
bool is_filler(std::string_view text);

/// "active_anon:21995 inactive_anon:110838 isolated_anon:0", values in pages until finish().
Taken read_counters(std::string_view text, const Line& line, OomReport& report);
/// "Node 0 active_anon:87980kB ... kernel_stack:1696kB ..."
Taken read_node(std::string_view text, OomReport& report);
/// "163703 pages RAM", "Free swap  = 0kB", "Node 0 hugepages_total=0 ..."
Taken read_trailer(std::string_view text, const Line& line, OomReport& report);

/// "Node 0 DMA free:2964kB boost:0kB min:760kB ...", "lowmem_reserve[]: ...", "Node 0 DMA: 2*4kB (UM) ... = 2968kB"
Taken read_zone(std::string_view text, const Line& line, OomReport& report);

/// "[  pid  ]   uid  tgid total_vm      rss ... name": columns, empty where the line is no header.
Columns read_task_header(std::string_view text);
/// The columns of a row whose header is lost (ring buffer, excerpt), told by their number; empty where no kernel printed so.
Columns infer_columns(std::string_view text);
/// "[    372]   101   372   190595 ... postgres", sizes in 4 KiB pages until finish().
Taken read_task_row(std::string_view text, const Line& line, const Columns& columns, OomReport& report);
/// "kmalloc-64             10240KB      10252KB", after "Unreclaimable slab info:"
Taken read_slab_row(std::string_view text, const Line& line, OomReport& report);

/// "memory: usage 716800kB, limit 716800kB, failcnt 4530", "Task in /x killed as a result of limit of /y",
/// "Memory cgroup stats for /pg-2: [cache:0KB rss:..KB ...]"
Taken read_cgroup(std::string_view text, const Line& line, OomReport& report);
/// "anon 31154200576", after "Memory cgroup stats for /x:"
Taken read_cgroup_stat(std::string_view text, const Line& line, OomReport& report);

/// "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/x,task_memcg=/x,task=..,pid=..,uid=.."
Taken read_summary(std::string_view text, const Line& line, OomReport& report);
/// "Out of memory: Killed process 372 (postgres) total-vm:762380kB, anon-rss:450516kB, ..."
Taken read_kill(std::string_view text, const KernelLine& line, OomReport& report);
/// "Out of memory: Kill process 24572 (java) score 0 or sacrifice child": the candidate, not always the victim
bool is_candidate(std::string_view text);
/// nullopt: it is one, and cut or masked before the name's end.
std::optional<Candidate> read_candidate(std::string_view text, const Line& line);
/// The victim as the summary line names it: "task=postgres,pid=3154,uid=999"
std::optional<Kill> summary_victim(std::string_view text, const KernelLine& line);
/// "21:03:39 Triggered by PID 3297 ("postgres"), OOM kill of PID 3154 ("postgres"), 3850642 pages, loadavg: ...": what bcc's and bpftrace's oomkill
/// trace of a kill, who asked and who died.
Taken read_traced_kill(std::string_view text, const KernelLine& line, OomReport& report);
/// "oom_reaper: reaped process 517 (clamd), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB": a kill of which no line of its own is known
std::optional<Kill> reaped_process(std::string_view text, const KernelLine& line);

/// Boot banners, panics, user-space killers, unit results; nullopt: none of these.
std::optional<SystemEvent> read_system_event(const KernelLine& line);

/// Sizes were read as 4 KiB pages; the buddy lines may since have shown another page size.
void scale_pages(OomReport& report);

}  // namespace laststraw::system_log
