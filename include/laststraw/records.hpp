// Everything the rooms have read: the only owner of parsed data.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "laststraw/record/cgroup_memory.hpp"
#include "laststraw/record/host_facts.hpp"
#include "laststraw/record/kernel_oom.hpp"
#include "laststraw/record/meminfo.hpp"
#include "laststraw/record/pg_views.hpp"
#include "laststraw/record/postgres_log.hpp"
#include "laststraw/record/proc_limits.hpp"
#include "laststraw/record/process_list.hpp"
#include "laststraw/record/program_start.hpp"
#include "laststraw/record/series.hpp"
#include "laststraw/record/setting.hpp"
#include "laststraw/record/slab_caches.hpp"
#include "laststraw/record/swap_devices.hpp"
#include "laststraw/record/system_event.hpp"
#include "laststraw/record/unit_facts.hpp"
#include "laststraw/sentence.hpp"
#include "laststraw/source.hpp"

namespace laststraw {

/// One input and what was made of it.
struct Source {
  std::string path;                  ///< as shown to people: relative to what the user named
  std::string format;                ///< "kernel_oom/dmesg_ctime", "postgres_log/csv", ...; "" where nothing recognised it
  Coverage coverage;                 ///< of the lines in the wrapper, where there is one
  Sentence note;                     ///< why it was not read, or what was odd; empty otherwise
  std::optional<WallTime> modified;  ///< the file's date: the last resort for the year of an RFC 3164 stamp
  bool failed = false;               ///< the system refused to give it: gone, no permission
  std::string wrapper{};             ///< what the lines stood in: "journal json"; empty for plain text
};

/// Why a line that looked like ours was not. Column is 1-based, in bytes.
struct ParseFailure {
  SourceLocation where;
  std::uint32_t column{};
  std::string expected;
};

/// The first few lines a room could not read, for --unrecognised.
struct UnrecognisedLine {
  ParseFailure failure;
  std::string text;
};
constexpr std::size_t kMaxUnrecognisedKept = 200;

struct Records {
  std::vector<Source> sources;
  std::vector<UnrecognisedLine> unrecognised;

  std::deque<OomReport> oom_reports;  ///< one per report and source; copies are matched up later
  std::deque<SystemEvent> system_events;
  std::deque<ProgramStart> program_starts;  ///< the last kMaxProgramStarts
  std::vector<KernelCoverage> kernel_coverage;

  std::vector<PgLogShape> pg_logs;
  std::vector<MemoryContextDump> context_dumps;

  std::vector<Series> series;
  std::vector<ProcessList> process_lists;

  Settings pg_settings;  ///< effective: pg_settings over postgresql.auto.conf over postgresql.conf
  Settings sysctl;       ///< "vm.overcommit_memory"

  std::vector<RoleSetting> role_settings;
  std::vector<StatementStats> statement_stats;
  std::vector<PoolState> pools;

  // Snapshots, in bytes and counts. What no input tells is absent; of several the last that was read counts.
  MemInfo meminfo;
  CgroupMemory cgroup;
  std::optional<SwapDevices> swaps;
  std::optional<SlabCaches> slab;
  Unit unit;
  ProcLimits limits;
  HostFacts host;
};

}  // namespace laststraw
