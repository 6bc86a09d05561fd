// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

/// The label's size and PM_LOG_MAGIC with version 2 or 3 (PCP's LOGARCHIVE(5), "Archive label").
constexpr std::array<std::string_view, 2> kMagics{std::string_view("\x00\x00\x00\x84\x50\x05\x26\x02", 8),
                                                  std::string_view("\x00\x00\x03\x28\x50\x05\x26\x03", 8)};

/// As unwrap_pcp() writes it.
constexpr std::array<std::string_view, 1> kSignatures{
    R"(^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC (?:(?:mem|swap|kernel|hinv)\.[A-Za-z_.]+ |proc \[\d+\] rss |mark$))"};

constexpr Format kPcpFormats[] = {
    {"pcp",
     "archives of PCP (pmlogger), version 2 and 3: the volumes (.0, .1, ...) with the .meta file of the same archive, compressed or not; memory, swap, load, PSI and processes",
     "2026-01-05 10:00:00.587126 UTC mem.util.available 22558324 Kbyte\n"
     "2026-01-05 10:00:00.596734 UTC proc [18] rss 54020 Kbyte, vsize 57064 Kbyte, ppid 1, psargs postgres: app shop 10.0.0.5(40772) SELECT",
     "PCP LOGARCHIVE(5); the text is what is quoted of an archive",
     {}},
};

}  // namespace

const Room readers::pcp{.name = "pcp",
                        .title = "archives of Performance Co-Pilot",
                        .line_signatures = kSignatures,
                        .magics = kMagics,
                        .read = read_pcp,
                        .formats = kPcpFormats};

}  // namespace laststraw
