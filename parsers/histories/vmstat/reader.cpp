// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kVmstat{R"(^ *r +b +(swpd|avm) +free)", R"(^ *procs -+memory|^--procs-- )"};

constexpr Format kVmstatFormats[] = {
    {"vmstat",
     "vmstat, with -t, -w, or under OSWatcher's and pt-stalk's marks",
     "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu----- -----timestamp-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st                 UTC\n 3  0      0 12515612 274816 9622636    0    0   616  1761  385 1111 36  4 59  0  0 2026-11-21 03:41:06",
     "procps vmstat.c",
     {}},
};

constexpr std::array<std::string_view, 2> kFree{R"(^ +total +used +free +shared)", R"(^(Mem|Swap): +\d+ +\d+ +\d+)"};

constexpr Format kFreeFormats[] = {
    {"vmstat/free",
     "free: -k, -m, -g, -h, -w, old and new columns",
     "               total        used        free      shared  buff/cache   available\nMem:        24682416     2792564    12405308       57052     9897640    21889852",
     "procps free.c",
     {}},
};

}  // namespace

const Room readers::vmstat{
    .name = "vmstat", .title = "vmstat, with and without -t", .line_signatures = kVmstat, .read = read_vmstat, .formats = kVmstatFormats};

const Room readers::free{
    .name = "vmstat", .title = "free", .line_signatures = kFree, .pasted = true, .read = read_free, .formats = kFreeFormats};

}  // namespace laststraw
