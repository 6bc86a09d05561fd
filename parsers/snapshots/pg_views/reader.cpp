// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

// A line of nothing but columns' names, pid among them and one that no other view has; of expanded output, one of them alone. A statement in a log
// that selects them stands behind a time or a TAB.
constexpr std::array<std::string_view, 4> kActivity{
    R"~(^ *"?([a-z_]+"? *[,|] *"?)*pid"? *[,|] *"?([a-z_]+"? *[,|] *"?)*(query_start|state_change|wait_event|backend_start|backend_type|xact_start|query)"?( *[,|] *"?[a-z_]+"?)* *$)~",
    R"~(^ *"?([a-z_]+"? *[,|] *"?)*(query_start|state_change|wait_event|backend_start|backend_type|xact_start|query)"? *[,|] *"?([a-z_]+"? *[,|] *"?)*pid"?( *[,|] *"?[a-z_]+"?)* *$)~",
    R"~(^(query_start|state_change|wait_event_type|backend_xmin) +\| )~", R"~("pid": ?\d+, ?.*"(backend_start|query_start)": ?)~"};

// The same of the other views: a column that no other one has, in a header, as a member of expanded output, and in JSON.
constexpr std::array<std::string_view, 3> kStatements{
    R"~(^ *"?([A-Za-z_0-9]+"? *[,|] *"?)*temp_blks_written"?( *[,|] *"?[A-Za-z_0-9]+"?)* *$)~", R"~(^temp_blks_written +\| )~",
    R"~("temp_blks_written": ?)~"};
constexpr std::array<std::string_view, 3> kContexts{R"~(^ *"?([A-Za-z_0-9]+"? *[,|] *"?)*total_nblocks"?( *[,|] *"?[A-Za-z_0-9]+"?)* *$)~",
                                                    R"~(^total_nblocks +\| )~", R"~("total_nblocks": ?)~"};
constexpr std::array<std::string_view, 3> kShmem{R"~(^ *"?([A-Za-z_0-9]+"? *[,|] *"?)*allocated_size"?( *[,|] *"?[A-Za-z_0-9]+"?)* *$)~",
                                                 R"~(^allocated_size +\| )~", R"~("allocated_size": ?)~"};
constexpr std::array<std::string_view, 4> kRoleSettings{R"~(^ *"?([A-Za-z_0-9]+"? *[,|] *"?)*setconfig"?( *[,|] *"?[A-Za-z_0-9]+"?)* *$)~",
                                                        R"~(^setconfig +\| )~", R"~("setconfig": ?)~",
                                                        R"~(^ *Role +\| Database +\| +Settings *$)~"};
constexpr std::array<std::string_view, 3> kPools{R"~(^ *"?([A-Za-z_0-9]+"? *[,|] *"?)*cl_waiting"?( *[,|] *"?[A-Za-z_0-9]+"?)* *$)~",
                                                 R"~(^cl_waiting +\| )~", R"~("cl_waiting": ?)~"};

constexpr Format kActivityFormats[] = {
    {"pg_views/pg_stat_activity",
     "CSV, aligned and expanded, any columns with pid",
     "pid,usename,datname,application_name,backend_start,query_start,state,query\n4711,app,shop,web,2026-01-05 09:12:01.1+00,2026-01-05 10:13:04.2+00,active,select 1",
     "doc/src/sgml/monitoring.sgml, fe_utils/print.c",
     {}},
};

constexpr Format kStatementsFormats[] = {
    {"pg_views/pg_stat_statements",
     "CSV, aligned, expanded, JSON; any columns with calls and temp_blks_written",
     "usename,calls,temp_blks_written,query\nreport,12,786432,select * from orders order by note",
     "doc/src/sgml/pgstatstatements.sgml, fe_utils/print.c",
     {}},
};

constexpr Format kContextsFormats[] = {
    {"pg_views/pg_backend_memory_contexts",
     "CSV, aligned, expanded, JSON",
     "name,ident,parent,level,total_bytes,total_nblocks,free_bytes,free_chunks,used_bytes\nTopMemoryContext,,,0,97680,5,11264,8,86416",
     "src/backend/utils/adt/mcxtfuncs.c",
     {}},
};

constexpr Format kShmemFormats[] = {
    {"pg_views/pg_shmem_allocations",
     "CSV, aligned, expanded, JSON",
     "name,off,size,allocated_size\nBuffer Blocks,6843520,134217728,134217728",
     "src/backend/storage/ipc/shmem.c",
     {}},
};

constexpr Format kRoleSettingsFormats[] = {
    {"pg_views/pg_db_role_setting",
     "CSV, aligned, expanded, JSON; psql's \\drds",
     "rolname,datname,setconfig\nreport,,{work_mem=512MB}",
     "doc/src/sgml/catalogs.sgml, src/bin/psql/describe.c",
     {}},
};

constexpr Format kPoolsFormats[] = {
    {"pg_views/pgbouncer_pools",
     "PgBouncer's SHOW POOLS: CSV, aligned, expanded",
     "database,user,cl_active,cl_waiting,sv_active,sv_idle,sv_used,sv_tested,sv_login,maxwait,pool_mode\nshop,app,20,311,20,0,0,0,0,14,transaction",
     "PgBouncer, src/admin.c",
     {}},
};

}  // namespace

const Room readers::pg_stat_activity{.name = "pg_views",
                                     .title = "pg_stat_activity as psql prints it",
                                     .strong_signatures = kActivity,
                                     .read = read_pg_stat_activity,
                                     .formats = kActivityFormats};

const Room readers::pg_stat_statements{.name = "pg_views",
                                       .title = "pg_stat_statements as psql prints it",
                                       .strong_signatures = kStatements,
                                       .read = read_pg_stat_statements,
                                       .formats = kStatementsFormats};

const Room readers::pg_backend_memory_contexts{.name = "pg_views",
                                               .title = "pg_backend_memory_contexts as psql prints it",
                                               .strong_signatures = kContexts,
                                               .read = read_pg_backend_memory_contexts,
                                               .formats = kContextsFormats};

const Room readers::pg_shmem_allocations{.name = "pg_views",
                                         .title = "pg_shmem_allocations as psql prints it",
                                         .strong_signatures = kShmem,
                                         .read = read_pg_shmem_allocations,
                                         .formats = kShmemFormats};

const Room readers::pg_db_role_setting{.name = "pg_views",
                                       .title = "pg_db_role_setting as psql prints it; \\drds",
                                       .strong_signatures = kRoleSettings,
                                       .read = read_pg_db_role_setting,
                                       .formats = kRoleSettingsFormats};

const Room readers::pgbouncer_pools{.name = "pg_views",
                                    .title = "PgBouncer's SHOW POOLS",
                                    .strong_signatures = kPools,
                                    .read = read_pgbouncer_pools,
                                    .formats = kPoolsFormats};

}  // namespace laststraw
