// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 6> kHostFacts{R"(^(\[always\] madvise never|always \[madvise\] never|always madvise \[never\])$)",
                                                     R"(\s\d+%\s+/dev/shm$)",
                                                     R"(^Linux \S+ \d+\.\d+\S* #)",
                                                     R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d$)",
                                                     R"(^PRETTY_NAME=)",
                                                     R"(^(\d+\.\d+\.\d+\S*|Filename\t+Type\s.*)$)"};

constexpr std::string_view kHostFiles =
    R"((^|/)(oom_score_adj|oom_adj|postmaster\.oom_score_adj|loadavg|cmdline|swaps|uname|transparent_hugepage[/_.]enabled|proc/(vmstat|buddyinfo|zoneinfo)|coredumpctl\.txt)$)";

/// What the script of laststraw collect says of its own bundle.
constexpr std::array<std::string_view, 1> kOwnWords{R"(^# laststraw collect: )"};

constexpr Format kHostFactsFormats[] = {
    {"host_facts",
     "uname, date, os-release, /proc/swaps, /proc/cmdline",
     "Linux db-lab 6.12.107+deb12-cloud-amd64 #1 SMP PREEMPT_DYNAMIC",
     "uname(1), os-release(5), swapon(8)",
     {}},
    {"host_facts",
     "df: the size of /dev/shm",
     "Filesystem      Size  Used Avail Use% Mounted on\nshm              64M   58M  6.0M  91% /dev/shm",
     "coreutils df.c",
     {}},
    {"host_facts", "/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never", "mm/huge_memory.c enabled_show()", {}},
};

}  // namespace

const Room readers::host_facts{.name = "host_facts",
                               .title = "uname, date, os-release, /proc/swaps, transparent huge pages",
                               .line_signatures = kHostFacts,
                               .strong_signatures = kOwnWords,
                               .path_signature = kHostFiles,
                               .read = read_host_facts,
                               .formats = kHostFactsFormats};

}  // namespace laststraw
