// The kernel's out-of-memory report: mm/oom_kill.c dump_header() and __oom_kill_process(), mm/memcontrol.c, mm/show_mem.c.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "laststraw/cited.hpp"
#include "laststraw/source.hpp"
#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// What limited the allocation. `unknown`: the report does not say (cut, or a kernel before 5.0 without a memcg block).
enum class Constraint { unknown, none, cpuset, mempolicy, memcg };

/// "postgres invoked oom-killer: gfp_mask=..., order=0, oom_score_adj=0" and the CPU: line after it.
struct Invocation {
  std::string comm;          ///< thread name, at most 15 bytes; may hold blanks, ':' and parentheses
  std::optional<Pid> pid;    ///< from the "CPU: n PID: n Comm: c" line; a thread id
  std::string gfp;           ///< as printed: "0xcc0(GFP_KERNEL)"
  std::optional<int> order;  ///< -1: asked for by hand (sysrq)
  std::optional<int> oom_score_adj;
  std::string kernel_release;      ///< "6.12.107+deb12-cloud-amd64"; empty where the CPU line is missing
  std::vector<std::string> stack;  ///< function names, outermost last; unreliable ("? ") frames left out
  Citation cite;
};

/// One row of the task table. Sizes in bytes; nullopt: this kernel does not print the column.
struct TaskRow {
  Pid pid{}, tgid{};
  Uid uid{};
  std::string comm;
  Bytes total_vm, rss;
  std::optional<Bytes> rss_anon, rss_file, rss_shmem;
  std::optional<Bytes> page_tables, swap;
  int oom_score_adj{};  ///< -1000..1000
  Citation cite;
};

/// A named size of the report, by the kernel's own name: "active_anon", "slab_unreclaimable", "shmem".
struct Counter {
  std::string name;
  Bytes value;
  SourceLocation at;
};
std::optional<Bytes> find(const std::vector<Counter>& counters, std::string_view name);

/// "Node 0 Normal free:..kB boost:..kB min:..kB low:..kB high:..kB ..."
struct ZoneRow {
  int node{};
  std::string zone;  ///< DMA, DMA32, Normal, HighMem, Movable, Device
  Bytes free, min, low, high;
  std::optional<Bytes> boost, present, managed;
  std::vector<std::uint64_t> lowmem_reserve;  ///< pages, per requested zone index; empty: line missing
  std::vector<std::uint64_t> free_blocks;     ///< buddy blocks by order 0..; empty: line missing
  Citation cite;
};

/// "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB"
struct HugePagePool {
  int node{};
  std::int64_t total{}, free{}, surplus{};
  Bytes page_size;
  Citation cite;
};

/// The memcg block. A limit of nullopt is "no limit".
struct CgroupUsage {
  std::string path;  ///< the group whose limit was hit; may be an ancestor of the victim's
  std::optional<Bytes> usage, limit;
  std::optional<std::uint64_t> failcnt;         ///< times the limit was hit, not kills
  std::optional<Bytes> swap_usage, swap_limit;  ///< v2 "swap:", v1 "memory+swap:" minus memory
  std::optional<Bytes> kmem_usage;              ///< v1
  bool v1 = false;
  /// memory.stat as printed, by key ("anon", "rss", "shmem", "file", "cache", ...). Byte keys and event counts alike:
  /// `value` holds the number.
  std::vector<Counter> stat;
  Citation usage_cite, stat_cite;
};

struct SlabRow {
  std::string name;
  Bytes used, total;
  SourceLocation at;
};

/// "Kill process 24572 (java) score 651 or sacrifice child" (2.6.36 to 5.0): whom the killer chose. A child of it or the process
/// it is a thread of may die in its stead. The score is in thousandths of RAM and swap (of the limit in a memory cgroup), plus
/// the adjustment.
struct Candidate {
  Pid pid{};
  std::string comm;
  std::optional<int> score;
  Citation cite;
};

/// "Killed process 372 (postgres) total-vm:..kB, anon-rss:..kB, file-rss:..kB, shmem-rss:..kB, UID:101 ..."
struct Kill {
  Pid pid{};
  std::string comm;
  std::optional<Uid> uid;
  std::optional<Bytes> total_vm, anon_rss, file_rss, shmem_rss, page_tables;
  std::optional<Bytes> rss, swap;  ///< OpenVZ prints these instead
  std::optional<int> oom_score_adj;
  std::optional<Candidate> candidate;
  /// The line "Killed process" was not seen: known from the candidate's line or the summary line alone.
  bool announced = false;
  bool memcg = false;  ///< "Memory cgroup out of memory", on the candidate's line or its own
  Stamp stamp;
  Citation cite;
  std::optional<Citation> reaped;  ///< the oom_reaper's line for this pid
};

/// What a report lacks.
enum class Defect { no_head, no_kill_line, no_task_table, no_task_table_head, task_table_cut };

/// One run of the killer. Every part is optional: reports arrive cut, filtered and rate-limited.
struct OomReport {
  Stamp stamp;        ///< of the first line seen
  SourceLocation at;  ///< first to last line
  std::string host;   ///< empty where the framing has none
  std::optional<Invocation> invocation;
  Constraint constraint = Constraint::unknown;
  std::string oom_memcg, task_memcg, cpuset, mems_allowed, nodemask;
  std::optional<Citation> summary;  ///< the "oom-kill:constraint=" line

  std::vector<Counter> counters;     ///< Mem-Info's global counters, in bytes
  std::optional<Citation> mem_info;  ///< the first line of the Mem-Info counters
  std::vector<ZoneRow> zones;
  std::vector<HugePagePool> huge_pages;
  std::optional<Bytes> kernel_stack;  ///< sum over nodes
  std::optional<Bytes> swap_total, swap_free;
  std::optional<Bytes> ram, reserved;  ///< "pages RAM", "pages reserved"
  std::optional<Citation> ram_cite, swap_cite;
  std::optional<CgroupUsage> cgroup;
  std::vector<SlabRow> slabs;
  std::optional<Citation> slab_cite;

  std::vector<TaskRow> tasks;
  std::optional<Citation> tasks_header;
  std::vector<Kill> kills;  ///< more than one with memory.oom.group
  Bytes page_size = kib(4);

  std::vector<Defect> defects;  ///< what is missing or odd
  bool complete() const { return defects.empty(); }

  /// "pages RAM" less "pages reserved".
  std::optional<Cited<Bytes>> counted_ram() const;
  /// What the zones manage, where all of them are printed: the Mem-Info line begins before them, the lists of free blocks follow
  /// (mm/show_mem.c).
  std::optional<Cited<Bytes>> managed_ram() const;
};

}  // namespace laststraw
