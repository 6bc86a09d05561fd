// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

// A line of nothing but columns' names, pid among them and one that no other view has; of expanded output, one of them alone. A statement in a log
// that selects them stands behind a time or a TAB.
constexpr std::array<std::string_view, 3> kActivity{
    R"~(^ *"?([a-z_]+"? *[,|] *"?)*pid"? *[,|] *"?([a-z_]+"? *[,|] *"?)*(query_start|state_change|wait_event|backend_start|backend_type|xact_start|query)"?( *[,|] *"?[a-z_]+"?)* *$)~",
    R"~(^ *"?([a-z_]+"? *[,|] *"?)*(query_start|state_change|wait_event|backend_start|backend_type|xact_start|query)"? *[,|] *"?([a-z_]+"? *[,|] *"?)*pid"?( *[,|] *"?[a-z_]+"?)* *$)~",
    R"~(^(query_start|state_change|wait_event_type|backend_xmin) +\| )~"};

constexpr Format kActivityFormats[] = {
    {"pg_views/pg_stat_activity",
     "CSV, aligned and expanded, any columns with pid",
     "pid,usename,datname,application_name,backend_start,query_start,state,query\n4711,app,shop,web,2026-01-05 09:12:01.1+00,2026-01-05 10:13:04.2+00,active,select 1",
     "doc/src/sgml/monitoring.sgml, fe_utils/print.c",
     {}},
};

}  // namespace

const Room readers::pg_stat_activity{.name = "pg_views",
                                     .title = "pg_stat_activity as psql prints it",
                                     .strong_signatures = kActivity,
                                     .read = read_pg_stat_activity,
                                     .formats = kActivityFormats};

}  // namespace laststraw
