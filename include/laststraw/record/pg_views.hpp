// What PostgreSQL and PgBouncer say of themselves when they are asked: settings of roles, statements by what they took, pools.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "laststraw/source.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// ALTER ROLE / DATABASE ... SET: what new sessions begin with in place of the server's own value (pg_db_role_setting).
struct RoleSetting {
  std::string role, database;  ///< empty: all; an OID where no name is printed
  std::string name, value;
  Citation cite;
};

/// A row of pg_stat_statements: what the executions of one statement took together.
struct StatementStats {
  std::string query, user, database;
  std::int64_t calls{};  ///< 1 at least
  Bytes temp_written;    ///< temporary blocks of 8 kB, of all calls

  Bytes temp_per_call() const { return temp_written / calls; }  ///< of a call in the mean: it needed so much, and more than work_mem
  Citation cite;
};

/// A row of PgBouncer's SHOW POOLS.
struct PoolState {
  std::string database, user;
  std::int64_t clients_active{}, clients_waiting{}, servers{};  ///< servers: connections to PostgreSQL, be they in use or not
  std::optional<std::int64_t> max_wait_s;                       ///< of the client that waits longest
  Citation cite;
};

constexpr std::size_t kMaxRoleSettings = 10'000, kMaxStatementStats = 5000, kMaxPools = 10'000;

}  // namespace laststraw
