// The metrics of PCP that are quantities of this program.
#pragma once

#include <array>
#include <string_view>

#include "laststraw/records.hpp"

namespace laststraw::pcp {

enum class Use {
  amount,   ///< a series
  rate,     ///< a counter, whose differences by time are a series
  kills,    ///< how often the OOM killer acted since boot
  fact,     ///< a word about the machine
  process,  ///< a column of a list of processes; `series` is its name there
};

struct Known {
  std::string_view metric;
  Use use{};
  const char* series = nullptr;
  std::string_view instance{};                            ///< of several the one that is meant
  std::optional<Cited<Bytes>> MemInfo::*total = nullptr;  ///< what holds for other times, too
  std::optional<Cited<std::string>> HostFacts::*word = nullptr;
};

/// Of several metrics for one series the first that an archive has counts: the more exact one.
inline constexpr std::array kKnown{Known{"mem.physmem", Use::amount, "mem_total_bytes", {}, &MemInfo::total},
                                   Known{"hinv.physmem", Use::amount, "mem_total_bytes", {}, &MemInfo::total},
                                   Known{"mem.util.free", Use::amount, "mem_free_bytes"},
                                   Known{"mem.util.available", Use::amount, "mem_available_bytes"},
                                   Known{"mem.util.cached", Use::amount, "cached_bytes"},
                                   Known{"mem.util.bufmem", Use::amount, "buffers_bytes"},
                                   Known{"mem.util.anonpages", Use::amount, "anon_bytes"},
                                   Known{"mem.util.shmem", Use::amount, "shmem_bytes"},
                                   Known{"mem.util.slab", Use::amount, "slab_bytes"},
                                   Known{"mem.util.pageTables", Use::amount, "page_tables_bytes"},
                                   Known{"mem.util.kernelStack", Use::amount, "kernel_stack_bytes"},
                                   Known{"mem.util.dirty", Use::amount, "dirty_bytes"},
                                   Known{"mem.util.committed_AS", Use::amount, "committed_bytes"},
                                   Known{"mem.util.commitLimit", Use::amount, "commit_limit_bytes", {}, &MemInfo::commit_limit},
                                   Known{"mem.util.swapTotal", Use::amount, "swap_total_bytes", {}, &MemInfo::swap_total},
                                   Known{"swap.length", Use::amount, "swap_total_bytes", {}, &MemInfo::swap_total},
                                   Known{"mem.util.swapFree", Use::amount, "swap_free_bytes"},
                                   Known{"swap.free", Use::amount, "swap_free_bytes"},
                                   Known{"swap.used", Use::amount, "swap_used_bytes"},
                                   Known{"mem.vmstat.pswpin", Use::rate, "swap_in_pages_per_s"},
                                   Known{"swap.pagesin", Use::rate, "swap_in_pages_per_s"},
                                   Known{"mem.vmstat.pswpout", Use::rate, "swap_out_pages_per_s"},
                                   Known{"swap.pagesout", Use::rate, "swap_out_pages_per_s"},
                                   Known{"mem.vmstat.pgmajfault", Use::rate, "major_faults_per_s"},
                                   Known{"mem.vmstat.oom_kill", Use::kills},
                                   Known{"kernel.all.load", Use::amount, "load_1", "1 minute"},
                                   Known{"kernel.all.nprocs", Use::amount, "tasks"},
                                   Known{"kernel.all.runnable", Use::amount, "run_queue"},
                                   Known{"kernel.all.blocked", Use::amount, "blocked_tasks"},
                                   Known{"kernel.all.pressure.memory.some.avg", Use::amount, "psi_memory_some_avg10_percent", "10 second"},
                                   Known{"kernel.all.pressure.memory.full.avg", Use::amount, "psi_memory_full_avg10_percent", "10 second"},
                                   Known{"kernel.uname.release", Use::fact, nullptr, {}, nullptr, &HostFacts::kernel_release},
                                   Known{"kernel.uname.nodename", Use::fact, nullptr, {}, nullptr, &HostFacts::hostname},
                                   Known{"proc.psinfo.rss", Use::process, "rss"},
                                   Known{"proc.memory.rss", Use::process, "rss"},
                                   Known{"proc.psinfo.vsize", Use::process, "vsize"},
                                   Known{"proc.memory.vmsize", Use::process, "vsize"},
                                   Known{"proc.psinfo.ppid", Use::process, "ppid"},
                                   Known{"proc.id.uid_nm", Use::process, "user"},
                                   Known{"proc.psinfo.psargs", Use::process, "psargs"}};

/// nullptr: it is of no use here.
const Known* known(std::string_view metric);

/// Are they for the same series, column or word?
bool same_purpose(const Known& one, const Known& other);

}  // namespace laststraw::pcp
