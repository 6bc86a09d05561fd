// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 3> kUnit{
    R"(^(Restart|OOM|Memory|Limit|Exec|Control|Tasks|Managed|Kill|Active|Sub|Id|Result|Type)[A-Za-z]*=)",
    R"(^ *Active: [a-z-]+ \(.*\) since )", R"(^(\x{25CF}|\x{D7}|\x{25CB}) \S+\.(service|slice|scope) - )"};

constexpr Format kSystemdShowFormats[] = {
    {"unit/systemctl_show", "systemctl show", "OOMPolicy=continue\nMemoryMax=infinity\nOOMScoreAdjust=-900", "systemctl-show.c", {}},
    {"unit/systemctl_status",
     "systemctl status: how the unit ended, what it held at most and its limit",
     "\xe2\x97\x8f postgresql@16-main.service - PostgreSQL Cluster 16-main\n     Active: failed (Result: oom-kill) since Mon 2026-01-05 10:15:02 UTC; 3min ago\n     Memory: 3.9G (max: 4.0G peak: 4.0G)",
     "systemctl-show.c",
     {}},
};

constexpr std::array<std::string_view, 2> kUnitFile{R"(^\[(Unit|Service|Install|Slice)\]$)", R"(^# /(usr/lib|lib|etc|run)/systemd/)"};

constexpr Format kUnitFileFormats[] = {
    {"unit/unit_file", "unit files, drop-ins, systemctl cat", "[Service]\nOOMScoreAdjust=-900", "systemd.unit(5)", {}},
};

}  // namespace

const Room readers::systemd_show{.name = "unit",
                                 .title = "systemctl show, systemctl status",
                                 .line_signatures = kUnit,
                                 .read = read_systemd_show,
                                 .formats = kSystemdShowFormats};

const Room readers::unit_file{.name = "unit",
                              .title = "unit files, drop-ins, systemctl cat",
                              .strong_signatures = kUnitFile,
                              .read = read_unit_file,
                              .formats = kUnitFileFormats};

}  // namespace laststraw
