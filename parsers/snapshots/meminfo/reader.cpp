// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kMeminfo{R"(^ *[A-Z][A-Za-z0-9_()]+:\s+\d+ kB\s*$)", R"(^ *HugePages_[A-Z][a-z]+:\s+\d+\s*$)"};

constexpr Format kMeminfoFormats[] = {
    {"meminfo", "/proc/meminfo, once or over time (OSWatcher, pt-stalk)", "MemTotal:         604252 kB", "fs/proc/meminfo.c", {}},
};

}  // namespace

const Room readers::meminfo{.name = "meminfo",
                            .title = "/proc/meminfo",
                            .line_signatures = kMeminfo,
                            .pasted = true,
                            .read = read_meminfo,
                            .formats = kMeminfoFormats};

}  // namespace laststraw
