// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 1> kPsi{R"(^(some|full) avg10=\d)"};

constexpr Format kPsiFormats[] = {
    {"psi", "/proc/pressure/memory, once or over time", "some avg10=0.04 avg60=0.21 avg300=0.14 total=2194213", "kernel/sched/psi.c", {}},
};

}  // namespace

const Room readers::psi{
    .name = "psi", .title = "captures of /proc/pressure/memory", .line_signatures = kPsi, .read = read_psi, .formats = kPsiFormats};

}  // namespace laststraw
