// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kSar{R"(^Linux \S+ \(\S+\) \s*[0-9/-]+ \s*_)",
                                               R"(^\d\d:\d\d:\d\d( [AP]M)? +[A-Za-z%]?[a-z0-9%./-]+ )"};

constexpr Format kSarFormats[] = {
    {"sar/text",
     "sar of sysstat 9 to 12.7: 12 and 24 hour clocks, other locales, restarts, several days",
     "Linux 6.18.44 (vm) \t11/21/26 \t_x86_64_\t(2 CPU)\n\n03:29:30    kbmemfree   kbavail kbmemused  %memused kbbuffers  kbcached\n03:29:31     10998424  20488528   3735892     15.14    268084   9268240",
     "sysstat pr_stats.c",
     {}},
};

constexpr std::array<std::string_view, 2> kSadfTable{R"(^# hostname;interval;timestamp;|^[^ ;]+;-?\d+;\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)",
                                                     R"(^[^\t]+\t-?\d+\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"};

constexpr Format kSadfTableFormats[] = {
    {"sar/sadf_table",
     "sadf -d, -p",
     "# hostname;interval;timestamp;kbmemfree;kbavail\nvm;1;2026-11-21 03:30:01 UTC;11122556;20614692",
     "sysstat rndr_stats.c",
     {}},
};

constexpr std::array<std::string_view, 2> kSadfMembers{R"("timestamp": \{"date": ")", R"(<timestamp date="|"sysstat": \{)"};

constexpr Format kSadfMembersFormats[] = {
    {"sar/sadf_members",
     "sadf -j, -x",
     "{\"timestamp\": {\"date\": \"2026-11-21\", \"time\": \"03:30:01\", \"utc\": 1, \"interval\": 1},\n\"memory\": {\"memfree\": 11122556, \"avail\": 20614692}",
     "sysstat json_stats.c, xml_stats.c",
     {}},
};

}  // namespace

const Room readers::sar{.name = "sar",
                        .title = "sar text: memory, swap, paging, load, pressure",
                        .line_signatures = kSar,
                        .read = read_sar,
                        .formats = kSarFormats};

const Room readers::sadf_table{
    .name = "sar", .title = "sadf -d, sadf -p", .line_signatures = kSadfTable, .read = read_sadf_table, .formats = kSadfTableFormats};

const Room readers::sadf_members{
    .name = "sar", .title = "sadf -j, sadf -x", .line_signatures = kSadfMembers, .read = read_sadf_members, .formats = kSadfMembersFormats};

}  // namespace laststraw
