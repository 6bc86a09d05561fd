// What clients and collectors put before a server's line or message.
#pragma once

#include <string_view>

namespace laststraw::postgres_log {

/// Takes these off the front of `line`; false: there was none.
///   psql:load.sql:29: ERROR:  ...                                    src/bin/psql/common.c, src/fe_utils/psqlscan.l: file and line of the script
///   pg_dump: error: Error message from server: ERROR:  ...           src/bin/pg_dump/pg_backup_db.c, src/common/logging.c
bool drop_client_lead(std::string_view& line);

/// "2021-03-16 07:52:10.0000000 2021-03-16 07:52:14.208 UTC [31820] FATAL:  ...": the first stamp is a collector's. false: there
/// are no two stamps, or the second may be a session's start (%s), which the server prints without a fraction and which is older.
bool drop_collectors_stamp(std::string_view& line);
bool has_two_stamps(std::string_view line);

/// "shop=# select 1;": what was typed at psql's prompt (PROMPT1 "%/%R%x%# "); empty: the line is no prompt.
std::string_view typed_at_prompt(std::string_view line);

}  // namespace laststraw::postgres_log
