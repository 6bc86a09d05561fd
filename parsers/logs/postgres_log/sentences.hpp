// PostgreSQL's own sentences inside the lines of other programs: libpq passes the server's words on, and drivers, frameworks and
// tracebacks put theirs around them.
//   pgbench: error: connection to server on socket "..." failed: could not fork new process for connection: Cannot allocate memory
//   psycopg2.errors.OutOfMemory: out of memory
//   PG::OutOfMemory: ERROR:  out of memory DETAIL:  Failed on request of size 48.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace laststraw::postgres_log {

struct Sentence {
  std::string severity, sqlstate, message, detail;
};

/// The one in `text` that nothing but PostgreSQL says; nullopt: there is none.
std::optional<Sentence> sentence_in(std::string_view text);

}  // namespace laststraw::postgres_log
