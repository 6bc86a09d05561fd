// What a CONTEXT tells of where an error was raised: the statement of a function, and the function.
#pragma once

#include <string>
#include <string_view>

namespace laststraw::timeline {

/// The innermost statement that a function ran (executor/spi.c _SPI_error_callback(), executor/functions.c sql_exec_error_callback());
/// empty: the context names none.
std::string statement_in_context(std::string_view context);

/// "PL/pgSQL function nightly_sum(integer) line 12 at SQL statement", the line of the innermost function that is named (pl_exec.c
/// plpgsql_exec_error_callback()); empty: none is.
std::string_view function_in_context(std::string_view context);

/// "autovacuum: VACUUM shop.public.events": an autovacuum worker has no statement, the context names the table (postmaster/autovacuum.c
/// autovacuum_do_vac_analyze()), behind the lines on the place in it (access/heap/vacuumlazy.c vacuum_error_callback()); empty: it is none.
std::string autovacuum_in_context(std::string_view context);

/// A process that applies WAL says which record (xlogrecovery.c rm_redo_error_callback()): "WAL redo at 3/4F0012A8 for Heap/INSERT: ...";
/// before 10 "xlog redo at ...".
bool is_of_replay(std::string_view context);

}  // namespace laststraw::timeline
