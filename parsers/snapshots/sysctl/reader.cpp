// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 1> kSysctl{R"(^(abi|crypto|debug|dev|fs|kernel|net|sunrpc|user|vm)[./][a-zA-Z0-9_./:-]+ *= ?)"};

/// One key's own file: the path names it, the file holds the value alone.
constexpr std::string_view kSysctlFiles = R"((^|/)proc/sys/(vm|kernel|fs)/[a-z0-9_-]+$)";

constexpr Format kSysctlFormats[] = {
    {"sysctl", "sysctl -a, sysctl.conf, sysctl.d", "vm.overcommit_memory = 2", "sysctl.d(5)", {}},
    {"sysctl", "a file of /proc/sys, or its `cat` in a paste", "$ cat /proc/sys/vm/overcommit_memory\n2", "proc(5)", {}},
};

}  // namespace

const Room readers::sysctl{.name = "sysctl",
                           .title = "sysctl -a, sysctl.conf",
                           .line_signatures = kSysctl,
                           .path_signature = kSysctlFiles,
                           .pasted = true,
                           .read = read_sysctl,
                           .formats = kSysctlFormats};

}  // namespace laststraw
