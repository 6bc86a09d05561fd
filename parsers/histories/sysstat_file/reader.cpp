// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

/// FORMAT_MAGIC is 0x2175 and SYSSTAT_MAGIC 0xd596 (sysstat sa.h), in the byte order of the machine.
constexpr std::array<std::string_view, 2> kMagics{"\x96\xd5", "\xd5\x96"};

constexpr Format kSysstatFileFormats[] = {
    {"sysstat_file",
     "saDD of sysstat 11.7.1 and later (0x2175), either byte order, of 32- and 64-bit machines; older ones through `sadf -c` where it is installed and `--allow-external` is given",
     {},
     "sysstat sa.h, sa_common.c; docs/reference/postgres.md 4.2",
     "sysstat_file/sa21.bin"},
};

}  // namespace

const Room readers::sysstat_file{.name = "sysstat_file",
                                 .title = "sysstat's binary files (saDD)",
                                 .magics = kMagics,
                                 .read = read_sysstat_file,
                                 .formats = kSysstatFileFormats};

}  // namespace laststraw
