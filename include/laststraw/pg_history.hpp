// What a PostgreSQL log tells about the time around incidents: events of the server, and who was connected.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "laststraw/cited.hpp"
#include "laststraw/record/pg_version.hpp"
#include "laststraw/record/postgres_log.hpp"

namespace laststraw {

enum class PgEventKind {
  starting,              ///< "starting PostgreSQL 15.18 ..."
  child_died,            ///< "server process (PID n) was terminated by signal 9: Killed", "client backend (PID n) ..."
  terminating_others,    ///< "terminating any other active server processes"
  reinitializing,        ///< "all server processes terminated; reinitializing"
  interrupted,           ///< "database system was interrupted; last known up at ..."
  recovering,            ///< "database system was not properly shut down; automatic recovery in progress", "redo starts at"
  redo_done,             ///< "redo done at ..."
  ready,                 ///< "database system is ready to accept connections"
  shutdown_request,      ///< "received fast shutdown request"
  connection_rejected,   ///< "the database system is in recovery mode" and its like; counted, not kept one by one
  out_of_memory,         ///< ERROR 53200 "out of memory" (not "out of shared memory")
  cannot_fork,           ///< "could not fork new process for connection: Cannot allocate memory"
  shared_memory_failed,  ///< "could not resize shared memory segment", "could not map anonymous shared memory"
  too_many_clients,
  terminated_by_administrator,  ///< "terminating connection due to administrator command": SIGTERM
  value_limit,                  ///< PostgreSQL's own limit of one value, whatever the RAM: "invalid memory alloc request size N",
                                ///< "Cannot enlarge string buffer", "array size exceeds the maximum allowed"
  lock_table_full,              ///< "out of shared memory": max_locks_per_transaction, not the machine's memory
  fork_limit,                   ///< "could not fork ...: Resource temporarily unavailable": a limit of processes, not memory
  disk_full,                    ///< "No space left on device" anywhere but in /dev/shm
  server_panic,                 ///< PANIC that no other kind says better
  postmaster_gone,              ///< "terminating connection due to unexpected postmaster exit"
};

/// What the C library's error at the end of a message says (strerror(), in any language).
enum class SystemError { no_memory, try_again, no_space, other };

struct PgEvent {
  PgEventKind kind{};
  Stamp stamp;
  std::optional<Pid> writer;   ///< the process that wrote the line
  std::optional<Pid> subject;  ///< child_died: who died
  std::optional<int> signal;
  std::string process_kind;  ///< child_died: as printed, "server process", "client backend", "autovacuum worker"
  std::string statement;     ///< child_died: "Failed process was running: ..."; out_of_memory: STATEMENT
  std::string detail;
  std::string message;  ///< refusals, limits, interruptions, shutdowns and what is no memory: the server's sentence, cut
  /// Refusals and limits: the size asked for, where it is printed; a size beyond 2^63 is the largest number there is.
  std::optional<Bytes> requested;
  std::string memory_context;  ///< out_of_memory, 11+: "ExecutorState"
  std::optional<SystemError> system_error;
  std::uint64_t count = 1;  ///< connection_rejected: how many
  Stamp last;               ///< connection_rejected: the last one; starting, interrupted: the log's line before
  Citation cite;
};

/// Something a session was seen doing. Entries written at completion (duration, temporary file) say what it had done.
struct PgStatement {
  Stamp stamp;  ///< when it was logged
  std::string text;
  bool logged_at_start = false;  ///< log_statement: it began then; otherwise it had ended by then
  std::optional<Stamp> ended;    ///< a "duration:" line or an error of the session says that it had ended
  Citation cite;
};

/// One server process as the log knows it.
struct PgSession {
  std::uint32_t order{};  ///< of appearance
  Pid pid{};
  SourceId source{}, last_source{};  ///< of its first and its last line
  std::string session_id, user, database, application, remote_host, backend_type;
  std::optional<Pid> leader_pid;
  std::optional<Stamp> start;           ///< csvlog / jsonlog / %c; else the "connection received" line
  Stamp first, last;                    ///< first and last entry seen
  bool ended = false;                   ///< "disconnection:" was seen
  std::vector<PgStatement> statements;  ///< the last few, oldest first
  std::vector<PgStatement> settings;    ///< SET work_mem ... seen in this session
  std::uint64_t temp_files = 0;
  Citation cite;  ///< the line that names user, database and application best
};

/// What auto_explain wrote of a statement that had ended. Sizes are those of its nodes added up, for the leader and each
/// worker as printed: a lower bound of what the statement needed.
struct PgPlan {
  Stamp stamp;
  std::optional<Pid> pid;
  std::string query;
  Bytes memory, disk;    ///< "Memory: NkB", "Memory Usage: NkB", "Maximum Storage"; "Disk: NkB", "Disk Usage: NkB"
  int memory_nodes = 0;  ///< sorts, hashes, hash aggregates, memoize, materialize, window aggregates
  int workers = 0;       ///< "Workers Launched: N", the most of any node
  int batches = 1;       ///< the most of any hash
  bool jit = false;
  Citation cite;
};

/// "automatic vacuum of table ...", "automatic analyze of table ...": written at the end.
struct PgMaintenance {
  Stamp stamp;
  std::optional<Pid> pid;
  std::string table;    ///< "shop.public.orders"
  bool vacuum = false;  ///< false: analyze
  double elapsed_s = 0;
  int index_scans = 0;  ///< 2 and more: the dead tuples did not fit into maintenance_work_mem
  Citation cite;
};

/// "parameter "work_mem" changed to "64MB"": the configuration snapshot may be of another time.
struct PgParameterChange {
  Stamp stamp;
  std::string name, value;
  Citation cite;
};

/// A session id begins with the second its session started in, since 1970 UTC and in hexadecimal; with the same start as
/// printed in the zone of the log that gives the zone's offset exactly (elog.c, csvlog.c: MyStartTime, formatted_start_time).
struct PgZone {
  SourceId source{};
  std::string zone;               ///< as printed behind the times: "CEST"
  std::chrono::minutes offset{};  ///< printed time - UTC
  Citation cite;
};

constexpr std::size_t kMaxPlans = 2000, kMaxMaintenance = 5000, kMaxParameterChanges = 1000;
constexpr std::size_t kMaxStatementsPerSession = 6;
constexpr std::size_t kMaxEndedSessions = 20'000;
constexpr std::size_t kMaxPgEvents = 100'000;

struct PgHistory {
  std::vector<PgEvent> events;              ///< in log order
  std::deque<PgSession> sessions;           ///< open and recently ended ones, in order of appearance
  std::optional<Cited<PgVersion>> version;  ///< of the last line "starting PostgreSQL"
  std::vector<PgZone> zones;                ///< one of each source and abbreviation
  std::vector<PgPlan> plans;                ///< the kMaxPlans with the most memory, in log order
  std::vector<PgMaintenance> maintenance;   ///< in log order
  std::vector<PgParameterChange> parameter_changes;
  /// From "checkpoint complete: wrote 532 buffers (26.0%)": what most checkpoints say; nullopt where none says anything.
  std::optional<Bytes> shared_buffers_seen;
  std::optional<Citation> shared_buffers_cite;
  std::uint64_t entries = 0;
};

}  // namespace laststraw
