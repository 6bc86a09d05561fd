// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 1> kCgroupHistory{R"(^\d{4}-\d\d-\d\dT\S+ [a-z_.]+ \d+ [a-z_.]+ \d+)"};

constexpr Format kCgroupHistoryFormats[] = {
    {"cgroup_history",
     "a cgroup's memory over time",
     "2026-11-21T03:01:25+0000 usage_in_bytes 16916480 rss 4976640 cache 9732096",
     "Documentation/admin-guide/cgroup-v1/memory.rst",
     {}},
};

}  // namespace

const Room readers::cgroup_history{.name = "cgroup_history",
                                   .title = "captures of a cgroup's memory over time",
                                   .line_signatures = kCgroupHistory,
                                   .read = read_cgroup_history,
                                   .formats = kCgroupHistoryFormats};

}  // namespace laststraw
