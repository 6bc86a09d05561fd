// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 3> kProcPid{
    R"(^(Name|Umask|State|Tgid|Ngid|Pid|PPid|VmPeak|VmSize|VmHWM|VmRSS|RssAnon|RssFile|RssShmem|VmSwap|NSpid|Threads):\t)",
    R"(^(Pss|Pss_Anon|Private_Clean|Private_Dirty|Shared_Clean|Rss): +\d+ kB$)",
    R"(^Max (cpu time|address space|open files|processes|file size) +)"};

constexpr std::string_view kProcPidFiles = R"((^|/)proc/\d+/(status|limits|smaps_rollup|cgroup)$)";

constexpr Format kProcPidFormats[] = {
    {"proc_pid",
     "/proc/PID/status, smaps_rollup, limits, cgroup",
     "Name:\tpostgres\nPid:\t18096\nVmRSS:\t   33488 kB",
     "fs/proc/array.c, task_mmu.c, base.c",
     {}},
};

}  // namespace

const Room readers::proc_pid{.name = "proc_pid",
                             .title = "/proc/PID/status, smaps_rollup, limits, cgroup",
                             .line_signatures = kProcPid,
                             .path_signature = kProcPidFiles,
                             .read = read_proc_pid,
                             .formats = kProcPidFormats};

}  // namespace laststraw
