// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kCgroup{R"(^ *memory\.[a-z._]+(:| *= *(max|\d+)\b))", R"([#$] cat \S*memory\.[a-z._]+ *$)"};

// memory.limit_in_bytes holds "536870912": nothing in it says of what, so the name decides.
constexpr std::string_view kCgroupFiles =
    R"((^|/)memory\.(limit_in_bytes|usage_in_bytes|max_usage_in_bytes|failcnt|oom_control|stat|max|high|low|min|current|peak|events|events\.local|pressure|swap\.max|swap\.current|oom\.group|memsw\.(limit_in_bytes|usage_in_bytes|max_usage_in_bytes|failcnt))$)";

constexpr Format kCgroupFilesFormats[] = {
    {"cgroup", "memory cgroup files, v1 and v2", "536870912", "mm/memcontrol.c", "memory.limit_in_bytes"},
    {"cgroup",
     "memory.max = 1073741824 # 1 GiB",
     "memory.max = 1073741824 # 1 GiB\nmemory.events.oom_kill = 1",
     "Documentation/admin-guide/cgroup-v2.rst",
     {}},
};

}  // namespace

const Room readers::cgroup_files{.name = "cgroup",
                                 .title = "cgroup v1 and v2 memory files",
                                 .line_signatures = kCgroup,
                                 .path_signature = kCgroupFiles,
                                 .read = read_cgroup_files,
                                 .formats = kCgroupFilesFormats};

}  // namespace laststraw
