// What a PostgreSQL process says of itself in its title (src/backend/utils/misc/ps_status.c).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "laststraw/incident.hpp"

namespace laststraw::timeline {

struct Title {
  Role role = Role::unknown_postgres;
  std::string user, database, activity;  ///< activity: "idle", "SELECT", "idle in transaction"
  std::optional<Pid> leader;
};

/// "postgres: app shop 127.0.0.1(33038) idle", "postgres: 15/main: checkpointer", "/usr/lib/.../postgres -D ...".
/// nullopt: not a PostgreSQL process.
std::optional<Title> read_title(std::string_view command);

/// csvlog's backend_type (13+): "client backend", "autovacuum worker", ...
Role role_of_backend_type(std::string_view backend_type);

/// The crash line's words: "client backend", "background worker \"parallel worker\"", "checkpointer process";
/// "server process" (up to 17) may be a client backend, a walsender or an autovacuum worker.
Role role_of_crash_line(std::string_view process_kind);

/// The process names the kernel shows for PostgreSQL: comm is the program's name, never the title.
bool is_postgres_comm(std::string_view comm);

}  // namespace laststraw::timeline
