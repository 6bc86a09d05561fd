// One incident on one clock: everything a hypothesis may look at.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "laststraw/cited.hpp"
#include "laststraw/pg_history.hpp"
#include "laststraw/records.hpp"
#include "laststraw/sentence.hpp"
#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// What happened, told apart by who refused or took the memory.
/// `sysrq_oom`: the kernel killed because somebody told it to; no shortage need have been.
/// `postgres_limit`: PostgreSQL's own limit of one value or of the lock table, whatever the RAM. `allocation_failure`: the kernel could
/// not give a piece and killed nobody. `memory_pressure`: memory all but ran out, nobody was killed and nothing refused.
/// `not_memory`: a crash or refusal that is taken for one and is none.
enum class IncidentKind {
  kernel_oom,
  memcg_oom,
  sysrq_oom,
  enomem,
  userspace_oom_killer,
  sigkill_no_oom,
  postgres_limit,
  allocation_failure,
  memory_pressure,
  not_memory
};

/// What a process is. `unknown_postgres`: a PostgreSQL process of which nothing more is known.
enum class Role {
  postmaster,
  backend,
  parallel_worker,
  autovacuum_worker,
  autovacuum_launcher,
  walsender,
  walreceiver,
  checkpointer,
  background_writer,
  walwriter,
  archiver,
  stats_collector,
  logger,
  startup,
  logical_launcher,
  logical_worker,
  background_worker,
  io_worker,
  unknown_postgres,
  external
};
bool is_postgres(Role role);
/// "backend", "autovacuum", ...: the words of the JSON contract.
std::string_view role_name(Role role);
/// Works on behalf of clients: backend, parallel worker, unknown_postgres.
bool is_session(Role role);

/// A process at the moment of the kill. Sizes that no input tells are absent: a victim that only the PostgreSQL log names has none.
struct Process {
  Pid pid{};
  std::string comm;     ///< external: the command line where a capture shows it, else comm
  std::string command;  ///< the process title or command line as captured, empty where not
  Role role = Role::external;
  bool role_inferred = false;  ///< by row order and sizes only
  std::string user, database, application, statement;
  bool statement_in_flight = false;        ///< logged at start and not ended, or named by the crash line
  std::optional<Citation> statement_cite;  ///< the line that says so
  std::optional<Pid> leader;
  std::optional<std::chrono::seconds> age;  ///< since the process or session started
  std::optional<Interval> anon;             ///< private memory; an interval where the kernel does not print it
  std::optional<Bytes> shmem;               ///< resident shared memory, counted again in each process
  std::optional<Bytes> rss, page_tables, swap;
  std::optional<int> oom_score_adj;
  bool victim = false, invoker = false;
  std::vector<Citation> known_from;  ///< where the identity comes from; the task row first
};

/// What a share of the memory is.
enum class PartKind {
  postgres_private,
  program_private,
  other_programs_private,
  shared_memory,
  file_cache,
  huge_pages_in_use,
  huge_pages_free,
  page_tables,
  slab,
  kernel_stacks,
  network_buffers,
  other_kernel_memory,
  compressed_swap,  ///< zswap: what was swapped out, still in RAM
  free,
  by_role,  ///< within postgres_private: all processes of one role
  shared_buffers_and_own,
  beyond_shared_buffers  ///< within shared_memory
};

/// One named share of the memory.
struct LedgerPart {
  PartKind kind{};
  Interval size;
  std::optional<Citation> cite;
  std::string program{};       ///< program_private: its name
  Role role = Role::external;  ///< by_role, with how many there are
  std::size_t count = 0;
  std::vector<LedgerPart> within{};  ///< what it consists of, as far as that is known: by role, shared_buffers and the rest
};

/// A node of a memory-context dump: the contexts of one name under one parent.
struct ContextNode {
  int depth{};
  std::string name, ident;  ///< ident: where it is one context
  std::size_t count{};
  Bytes own, used;    ///< of its contexts alone
  Bytes subtree;      ///< with all below
  SourceLocation at;  ///< of the first of them
};

enum class LedgerOf { nothing, ram, ram_and_swap, cgroup_limit };

/// Where the memory was. total = sum of the parts + unaccounted, where the intervals' middles are taken.
struct Ledger {
  LedgerOf of = LedgerOf::nothing;
  std::optional<Cited<Bytes>> total;  ///< nullopt: there is no ledger
  std::vector<LedgerPart> parts;
  Bytes unaccounted;  ///< negative where the parts are more than the whole: by rounding, or because rows or totals were altered
};

/// A series on the incident's clock: a window on what its Timeline keeps.
struct AlignedSeries {
  std::string name, unit;
  SourceId source{};
  struct Point {
    WallTime at;
    double value;
    std::uint32_t line;
  };
  std::span<const Point> points;  ///< ascending
};

/// What the timeline tells besides the events of the logs.
enum class Moment { oom_invoked, kernel_kill, reaped, decline_begins, victim_started, zones_contradict };
using EntryKind = std::variant<Moment, PgEventKind, SystemEventKind>;

struct TimelineEntry {
  Instant when;
  EntryKind kind;
  Sentence text;
  Citation cite;
};

enum class StartedKind { process, session, statement, connections, autovacuum, unit, cron };

/// Something that began while the decline did.
struct Started {
  WallTime at;
  StartedKind kind{};
  std::optional<Pid> pid;
  Sentence text;
  Citation cite;
};

/// The series that a decline is read from: what a group cannot give back, else what the machine has left.
enum class DeclineOf { group_anon, available, free };

/// How memory ran out before the incident.
struct Decline {
  DeclineOf of{};  ///< what it was read from
  WallTime onset;  ///< +- slack
  Micros slack{};
  Bytes taken;  ///< from the onset to the end of the decline
  double bytes_per_second{};
  bool whole_history = false;    ///< it is older than what was recorded
  Citation cite;                 ///< the sample at the onset
  std::vector<Started> started;  ///< what began within the slack
};

/// How one source's clock was brought onto UTC.
struct SourceClock {
  Sentence zone;    ///< "UTC", "+02:00", "Europe/Berlin", "boot clock", "unknown"
  Micros offset{};  ///< UTC - printed time; for the boot clock: UTC of boot
  Micros slack{};
  Sentence how;  ///< in words, with what it was aligned by
};

/// Somebody besides the kernel's own report who says that there was an OOM kill: systemd, a container runtime, a counter.
struct Witness {
  std::string kind;  ///< "systemd", "container", "counter" (stable words)
  Sentence text;
  std::optional<Instant> when;  ///< nullopt: at some time since the group or the machine was made
  Citation cite;
};

/// Memory all but ran out: what shows it, at its worst.
struct Pressure {
  Sentence text;                     ///< "148.2 MiB of 15.5 GiB were available and swap was full"
  Citation cite;                     ///< the sample or line that says so
  std::optional<WallTime> from, to;  ///< nullopt: a snapshot without a time
};

/// What PostgreSQL did.
struct PostgresImpact {
  std::optional<Cited<PgVersion>> version;
  bool present = false;   ///< a PostgreSQL log is among the inputs
  bool covers = false;    ///< and it covers the time of the incident
  bool never_up = false;  ///< its shared memory was refused at its start
  bool crashed = false;
  bool postmaster_killed = false;  ///< it was the postmaster that died: nothing restarts its server but a supervisor
  bool starts_again = false;       ///< the log shows a start after the incident
  std::optional<Micros> down;      ///< from the crash to "ready"
  bool down_at_most = false;       ///< nobody wrote down when it died: counted from the last sign of life
  std::optional<std::uint64_t> sessions_lost;
  std::uint64_t rejected_connections = 0;
  const PgEvent* death = nullptr;   ///< the child_died line
  const PgEvent* outage = nullptr;  ///< the whole server died, and this is what its log shows of it
};

struct Incident {
  int id = 1;
  Instant when;
  IncidentKind kind{};
  std::string host;  ///< the machine's name as its log prints it; empty where none does
  Constraint constraint = Constraint::unknown;
  const OomReport* report = nullptr;      ///< the first report, most complete copy; null: none among the inputs
  std::vector<const OomReport*> reports;  ///< all of this incident, one copy each
  std::vector<Process> processes;         ///< at the first kill; from the task table, else from the last capture before
  std::vector<std::size_t> victims;       ///< indices into processes, in order of death
  std::optional<std::size_t> invoker;     ///< index into processes where it is among them
  std::optional<Invocation> invocation;
  const SystemEvent* other_killer = nullptr;  ///< earlyoom, systemd-oomd, ...
  std::vector<Witness> witnesses;             ///< of an OOM kill, besides `report`
  bool oom_witnessed = false;                 ///< somebody saw an OOM kill: the report, or a witness of this very death
  const PgEvent* refusal = nullptr;           ///< enomem: the first "out of memory" / "could not fork"
  const PgEvent* limit = nullptr;             ///< postgres_limit, not_memory: the line that says so
  const SystemEvent* allocation = nullptr;    ///< allocation_failure: the kernel's line
  std::optional<Pressure> pressure;           ///< memory_pressure: what shows it
  const MemoryContextDump* context_dump = nullptr;
  std::vector<ContextNode> context_tree;  ///< of context_dump: parents before children, largest first
  PostgresImpact postgres;
  /// The kernel's own lines go on before and after this time on this host and none is said to be lost: an OOM kill would
  /// have to be there.
  bool kernel_log_covers = false;
  std::optional<Citation> kernel_log_cite;  ///< the kernel's line that proves it
  Ledger ledger;
  std::vector<AlignedSeries> series;
  std::optional<Decline> decline;  ///< nullopt: no history, or none that ends in a decline
  std::vector<TimelineEntry> timeline;
  const Records* records = nullptr;  ///< settings and snapshots
  const PgHistory* history = nullptr;
};

}  // namespace laststraw
