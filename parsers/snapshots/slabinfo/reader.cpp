// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kSlabinfo{R"(^slabinfo - version: \d)",
                                                    R"(^\S+ +\d+ +\d+ +\d+ +\d+ +\d+ : (tunables|slabdata) )"};

constexpr Format kSlabinfoFormats[] = {
    {"slabinfo",
     "/proc/slabinfo",
     "slabinfo - version: 2.1\ndentry             93933 129108    192   21    1 : tunables    0    0    0 : slabdata   6148   6148      0",
     "mm/slab_common.c cache_show()",
     {}},
};

}  // namespace

const Room readers::slabinfo{
    .name = "slabinfo", .title = "/proc/slabinfo", .line_signatures = kSlabinfo, .read = read_slabinfo, .formats = kSlabinfoFormats};

}  // namespace laststraw
