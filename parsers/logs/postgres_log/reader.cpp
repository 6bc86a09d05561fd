// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kCsvLog{
    R"(^"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z0-9+-]{1,6}"?,.*,"?[0-9A-Z]{5}"?,)",
    R"(^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} [A-Z0-9+-]{1,6},("[^"]*")?,("[^"]*")?,p\d+,th)"};

constexpr Format kPostgresCsvLogFormats[] = {
    {"postgres_log/csv",
     "9.0 to 12: 23 columns (8.4: 22)",
     "2026-11-21 03:24:46.369 UTC,\"app\",\"shop\",32402,\"10.0.0.5:54321\",6b010efd.7e92,8,\"SELECT\",2026-11-21 03:24:45 UTC,3/5,739,ERROR,53200,\"out of memory\",\"Failed on request of size 90.\",,,,,\"select 1\",,,\"psql\"",
     "src/backend/utils/error/csvlog.c",
     {}},
    {"postgres_log/csv",
     "13: 24 columns; 14 to 18: 26 columns",
     "2026-11-21 03:41:36.973 UTC,,,18299,,6b0112ef.477b,4,,2026-11-21 03:41:35 UTC,,0,LOG,00000,\"client backend (PID 18359) was terminated by signal 9: Killed\",\"Failed process was running: select 1\",,,,,,,,\"\",\"postmaster\",,0",
     "src/backend/utils/error/csvlog.c",
     {}},
    {"postgres_log/csv",
     "Greenplum: 30 columns",
     "2026-06-01 12:00:01.482113 UTC,\"etl\",\"mart\",p20417,th1182845312,\"[local]\",,2026-06-01 11:58:40 UTC,0,con118,cmd9,seg3,slice2,dx771,,sx1,\"ERROR\",\"53200\",\"Out of memory\",\"VM protect failed to allocate 16777216 bytes from system, VM Protect 6100 MB available\",,,,,\"SELECT 1\",0,,\"memprot.c\",318,",
     "Greenplum administrator's guide",
     {}},
};

constexpr std::array<std::string_view, 1> kJsonLog{R"(^\{.*"timestamp":".*"error_severity":")"};

constexpr Format kPostgresJsonLogFormats[] = {
    {"postgres_log/json",
     "jsonlog, 15 to 18",
     R"x({"timestamp":"2026-11-21 03:41:36.973 UTC","pid":18299,"session_id":"6b0112ef.477b","line_num":4,"session_start":"2026-11-21 03:41:35 UTC","txid":0,"error_severity":"LOG","message":"client backend (PID 18359) was terminated by signal 9: Killed","backend_type":"postmaster","query_id":0})x",
     "src/backend/utils/error/jsonlog.c",
     {}},
};

constexpr std::array<std::string_view, 7> kStderrLog{
    R"((LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|DETAIL|HINT|STATEMENT|CONTEXT):  )",
    R"((ჟურნალი|로그|DZIENNIK|СООБЩЕНИЕ|LOGG|ЗАПИСУВАННЯ|日志|FEHLER|ERREUR|ERRORE|ERRO|ОШИБКА|FEL|HATA|BŁĄD|错误|오류|ПОМИЛКА):  )",
    R"(: \d+ total in \d+ blocks)", R"(^Grand total: \d+ bytes in)",
    // Pastes: one blank behind the severity, after a zone and a pid or before what only PostgreSQL says.
    R"(^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? ([A-Z]{3,5}|[+-]\d\d(:?\d\d)?)\b.*[\[(: ]\d+[\]): -].*(LOG|ERROR|FATAL|PANIC|WARNING|DETAIL|HINT|STATEMENT|CONTEXT|ჟურნალი|로그|DZIENNIK|СООБЩЕНИЕ|LOGG|ЗАПИСУВАННЯ|日志|FEHLER|ERREUR|ERRORE|ERRO|ОШИБКА|FEL|HATA|BŁĄD|错误|오류|ПОМИЛКА): )",
    R"(\b(LOG|ERROR|FATAL|PANIC): (server process|client backend|background (writer|worker)|checkpointer|autovacuum (worker|launcher)|terminating any other|all server processes|database system (is|was)|out of memory|sorry, too many clients|could not fork|out of shared memory))",
    // Its own sentences in other programs' lines.
    R"(could not (resize shared memory segment|fork new process for connection: |map anonymous shared memory: )|invalid memory alloc request size \d|Failed on request of size \d|\(PID \d+\) was terminated by signal \d|PG::OutOfMemory|errors\.OutOfMemory|SQLSTATE.?53200|PSQLException: (ERROR|FATAL): out of memory|pq: out of memory|Cannot enlarge string buffer containing|VM protect failed to allocate)"};

constexpr Format kPostgresStderrLogFormats[] = {
    {"postgres_log/stderr",
     "9.0 to 18, any log_line_prefix: given in postgresql.conf, in common use, or worked out from the lines",
     "2026-11-21 03:24:46.369 UTC [32402] app@shop ERROR:  out of memory",
     "src/backend/utils/error/elog.c",
     {}},
    {"postgres_log/stderr",
     "RDS, Aurora",
     "2026-11-21 03:24:46 UTC:10.0.0.5(54321):app@shop:[32402]:ERROR:  out of memory",
     "docs/reference/postgres.md 2.4",
     {}},
    {"postgres_log/stderr",
     "15 languages",
     "2026-11-21 03:24:46.369 UTC [100] СООБЩЕНИЕ:  процесс сервера (PID 31187) был завершён по сигналу 9: Killed",
     "docs/reference/postgres.md",
     {}},
    {"postgres_log/stderr",
     "memory-context dumps, 9.0 to 18",
     "TopMemoryContext: 82008 total in 4 blocks; 10208 free (10 chunks); 71800 used\nGrand total: 240317456 bytes in 257 blocks; 7634312 free (171 chunks); 232683144 used",
     "src/backend/utils/mmgr/mcxt.c",
     {}},
    {"postgres_log/stderr",
     "pastes: one blank behind the severity",
     "2026-05-02 07:11:40.118 UTC [1] LOG: background writer process (PID 61) was terminated by signal 9: Killed",
     "src/backend/postmaster/postmaster.c",
     {}},
    {"postgres_log/stderr",
     "PostgreSQL's own sentences in other programs' lines: libpq, drivers, tracebacks, psql:FILE:LINE:",
     "pgbench: error: connection to server on socket \"/run/.s.PGSQL.5432\" failed: could not fork new process for connection: Cannot allocate memory",
     "src/interfaces/libpq/fe-connect.c",
     {}},
};

}  // namespace

const Room readers::postgres_csv_log{.name = "postgres_log",
                                     .title = "PostgreSQL csvlog (22 to 26 columns)",
                                     .line_signatures = kCsvLog,
                                     .read = read_postgres_csv_log,
                                     .formats = kPostgresCsvLogFormats};

const Room readers::postgres_json_log{.name = "postgres_log",
                                      .title = "PostgreSQL jsonlog (15+)",
                                      .strong_signatures = kJsonLog,
                                      .read = read_postgres_json_log,
                                      .formats = kPostgresJsonLogFormats};

const Room readers::postgres_stderr_log{.name = "postgres_log",
                                        .title = "PostgreSQL text log with any log_line_prefix, memory-context dumps",
                                        .line_signatures = kStderrLog,
                                        .pasted = true,
                                        .read = read_postgres_stderr_log,
                                        .formats = kPostgresStderrLogFormats};

}  // namespace laststraw
