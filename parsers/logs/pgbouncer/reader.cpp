// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

// The level without a colon, then a client or server connection, or what PgBouncer says of itself.
constexpr std::array<std::string_view, 1> kPgbouncer{
    R"(^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (\S+ )?\[?\d+\]? (LOG|WARNING|ERROR|FATAL|DEBUG|NOISE) ([CS]-0x[0-9a-f]+: |[Ss]tats: |process up: |kernel file descriptor limit|listening on |sbuf_connect failed))"};

constexpr Format kPgbouncerFormats[] = {
    {"pgbouncer/log",
     "PgBouncer's log file",
     "2026-11-30 11:38:05.078 UTC [8243] LOG S-0x55f38068ada0: shop/app@unix:5497 closing because: server conn crashed? (age=34s)",
     "PgBouncer 1.18, src/objects.c, src/stats.c; lib/usual/logging.c",
     {}},
};

}  // namespace

const Room readers::pgbouncer_log{.name = "pgbouncer",
                                  .title = "PgBouncer's log",
                                  .strong_signatures = kPgbouncer,
                                  .read = read_pgbouncer_log,
                                  .formats = kPgbouncerFormats};

}  // namespace laststraw
