// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 4> kProcessList{
    R"(^ *(UID|USER|PID|F S UID|F +UID) .*(COMMAND|CMD) *$)", R"(^top - \d\d:|^ *[KMG]iB (Mem|Swap) ?: )",
    R"(UID +PID .* +Command$|^#? *Time +UID +PID)", R"(^ *\d+ +\d+ \S+ +\d+ +\d+ +[\d.]+ +[\d:-]+ )"};

constexpr std::array<std::string_view, 1> kPidstat{R"(UID +PID .* +Command$)"};

constexpr Format kProcessListFormats[] = {
    {"process_list/ps",
     "ps with any columns, top -b, pidstat -r, once or over time",
     "    PID    PPID USER       RSS    VSZ %CPU ELAPSED COMMAND\n    296       1 root     14492 240340 34.8       5 /usr/bin/python3 /opt/agent/agent.py",
     "procps",
     {}},
};

}  // namespace

const Room readers::process_list{.name = "process_list",
                                 .title = "ps captures",
                                 .line_signatures = kProcessList,
                                 .strong_signatures = kPidstat,
                                 .pasted = true,
                                 .read = read_process_list,
                                 .formats = kProcessListFormats};

}  // namespace laststraw
