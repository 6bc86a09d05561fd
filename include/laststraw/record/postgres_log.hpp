// One entry of a PostgreSQL log, whatever form it was written in (csvlog, jsonlog, stderr).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "laststraw/source.hpp"
#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// src/backend/utils/error/{elog,csvlog,jsonlog}.c. Empty string: not printed, or empty.
struct PgEntry {
  Stamp stamp;
  std::optional<Pid> pid;
  std::optional<Pid> leader_pid;
  std::string user, database, application, remote_host;
  std::string session_id;  ///< hex(start epoch).hex(pid)
  std::optional<Stamp> session_start;
  std::string backend_type;  ///< as printed, 13+: "client backend", "autovacuum worker", ...
  std::string command_tag;   ///< csvlog's command_tag / %i / jsonlog's ps: "SELECT", "idle in transaction"
  std::string severity;  ///< as printed, may be translated; empty: a row of pg_stat_activity, whose `statement` is running since `stamp`
  std::string sqlstate;
  std::string message, detail, hint, context, statement;
  Citation cite;  ///< the entry's first line(s)
};

/// One node of a memory-context dump (MemoryContextStats, mcxt.c), in dump order.
struct MemoryContext {
  int depth{};
  std::string name, ident;  ///< ident: what follows "used: ", 11+
  Bytes total, used;
  SourceLocation at;
};

/// A whole dump. It has no pid and no time of its own; `error` is the entry it belongs to where that follows.
struct MemoryContextDump {
  std::vector<MemoryContext> contexts;
  std::uint64_t not_listed = 0;  ///< contexts beyond those, counted only: "N more child contexts containing"
  std::optional<Bytes> grand_total, grand_used;
  std::optional<Pid> pid;  ///< pg_log_backend_memory_contexts() names it
  bool of_view = false;    ///< pg_backend_memory_contexts: of the session that asked, whoever that was
  Citation cite;           ///< the first line
};

/// What one PostgreSQL log source turned out to be.
struct PgLogShape {
  SourceId source{};
  std::string log_line_prefix;       ///< stderr: as learned or given; empty otherwise
  std::optional<Stamp> first, last;  ///< the stretch it covers
};

}  // namespace laststraw
