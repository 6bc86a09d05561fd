// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 1> kAtop{
    R"(^(MEM|SWP|PAG|PSI|PRM|PRG|PRC|CPU|cpu|CPL|DSK|NET|PRD|PRN|PRE) \S+ \d{10} \d{4}/\d\d/\d\d \d\d:\d\d:\d\d )"};

constexpr Format kAtopFormats[] = {
    {"atop/parseable",
     "atop -P MEM,SWP,PAG,PSI,PRM,PRG",
     "MEM vm 1795232468 2026/11/21 03:41:08 8230 4096 6170604 3100766 2314349 68705 103628",
     "atop parseable.c",
     {}},
};

}  // namespace

const Room readers::atop{.name = "atop", .title = "atop -P", .line_signatures = kAtop, .read = read_atop, .formats = kAtopFormats};

}  // namespace laststraw
