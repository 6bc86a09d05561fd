#include "timeline/processes.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "timeline/titles.hpp"

namespace laststraw::timeline {

namespace {

using namespace std::chrono_literals;

/// A log line about a session may be written this much after the kill that ended it.
constexpr Micros kAfterwards = 2s;

/// What the inputs know of pids around one moment.
class Identities {
 public:
  Identities(const Instant& when, const Records& records, const PgHistory& history, const Clocks& clocks)
      : when_(when), clocks_(clocks) {
    for (const PgSession& session : history.sessions)
      if (alive(session)) sessions_[number(session.pid)] = &session;
    for (const PgEvent& event : history.events)
      if (event.writer && (event.kind == PgEventKind::starting || event.kind == PgEventKind::ready ||
                           event.kind == PgEventKind::child_died))
        postmasters_.emplace(number(*event.writer), &event);
    note_captures(records);
  }

  void describe(Process& process) const {
    if (const auto row = rows_.find(number(process.pid)); row != rows_.end()) apply(process, *row->second.second, *row->second.first);
    if (const auto at = sessions_.find(number(process.pid)); at != sessions_.end()) apply(process, *at->second);
    if (const auto at = postmasters_.find(number(process.pid)); at != postmasters_.end() && is_postgres(process.role)) {
      process.role = Role::postmaster;
      process.known_from.push_back(at->second->cite);
    }
  }

 private:
  bool alive(const PgSession& session) const {
    if (!when_.wall) return !session.ended;
    const Instant first = clocks_.when(session.cite, session.first), last = clocks_.when(session.cite, session.last);
    if (first.wall && *first.wall > *when_.wall + kAfterwards) return false;
    return !(session.ended && last.wall && *last.wall < *when_.wall);
  }

  void note_captures(const Records& records) {
    for (const ProcessList& list : records.process_lists) {
      const Instant instant = list.stamp ? clocks_.when(list.cite, *list.stamp) : Instant{};
      // A capture taken afterwards shows other processes under the same pids.
      if (!instant.wall || !when_.wall || *instant.wall > *when_.wall + 1s) continue;
      for (const ProcessRow& row : list.rows) {
        auto& kept = rows_[number(row.pid)];
        if (!kept.second || *kept.first->stamp->civil <= *list.stamp->civil) kept = {&list, &row};
      }
    }
  }

  void apply(Process& process, const ProcessRow& row, const ProcessList& list) const {
    const auto title = read_title(row.command);
    const bool postgres_now = is_postgres(process.role);
    if (postgres_now != title.has_value()) return;       // the pid was reused between the capture and the kill
    const SourceLocation at{list.source, row.line, row.line};
    process.command = row.command;
    if (title) {
      // A forked child keeps the postmaster's title until it sets its own.
      if (title->role != Role::postmaster || process.role == Role::unknown_postgres) process.role = title->role;
      process.user = title->user;
      process.database = title->database;
      process.leader = title->leader;
    } else {
      process.comm = row.command.empty() ? process.comm : row.command;
    }
    if (row.elapsed) {
      const Instant captured = clocks_.when(list.cite, *list.stamp);
      process.age = *row.elapsed + std::chrono::duration_cast<std::chrono::seconds>(*when_.wall - *captured.wall);
    }
    process.known_from.push_back({at, row.command});
  }

  void apply(Process& process, const PgSession& session) const {
    if (!is_postgres(process.role)) return;
    const Role by_type = role_of_backend_type(session.backend_type);
    if (by_type != Role::unknown_postgres) process.role = by_type;
    else if (!session.user.empty() && process.role == Role::unknown_postgres) process.role = Role::backend;
    const auto fill = [](std::string& known, const std::string& value) { if (!value.empty()) known = value; };
    fill(process.user, session.user);
    fill(process.database, session.database);
    fill(process.application, session.application);
    if (session.leader_pid) process.leader = session.leader_pid;
    if (session.start && when_.wall)
      if (const Instant start = clocks_.when(session.cite, *session.start); start.wall && *start.wall <= *when_.wall)
        process.age = std::chrono::duration_cast<std::chrono::seconds>(*when_.wall - *start.wall);
    process.known_from.push_back(session.cite);
    for (const PgStatement& statement : session.statements) {
      const Instant logged = clocks_.when(session.cite, statement.stamp);
      if (when_.wall && logged.wall && *logged.wall > *when_.wall + kAfterwards) break;
      process.statement = statement.text;
      process.statement_in_flight = statement.logged_at_start;
    }
    if (!process.statement.empty() && process.statement_in_flight) process.known_from.push_back(session.statements.back().cite);
  }

  Instant when_;
  const Clocks& clocks_;
  std::unordered_map<std::int32_t, const PgSession*> sessions_;
  std::unordered_map<std::int32_t, const PgEvent*> postmasters_;
  std::unordered_map<std::int32_t, std::pair<const ProcessList*, const ProcessRow*>> rows_;
};

/// Private memory: as printed, else between what is left if all resident shared memory is in it, and all of it.
Interval private_memory(Bytes rss, Bytes shared_at_most) {
  return {std::max(Bytes{0}, rss - shared_at_most), rss};
}

Bytes shared_memory_of(const OomReport& report) {
  if (report.cgroup)
    if (const auto shmem = find(report.cgroup->stat, "shmem")) return *shmem;
  return find(report.counters, "shmem").value_or(Bytes{std::numeric_limits<std::int64_t>::max() / 4});
}

Process from_row(const TaskRow& row, Bytes shared_at_most) {
  Process process;
  process.pid = row.tgid;
  process.comm = row.comm;
  process.role = is_postgres_comm(row.comm) ? Role::unknown_postgres : Role::external;
  process.rss = row.rss;
  process.anon = row.rss_anon ? exactly(*row.rss_anon) : private_memory(row.rss, shared_at_most);
  process.shmem = row.rss_shmem;
  process.page_tables = row.page_tables;
  process.swap = row.swap;
  process.oom_score_adj = row.oom_score_adj;
  process.known_from.push_back(row.cite);
  return process;
}

/// Before any child can exist there is the postmaster: the lowest pid of the postgres rows, where nothing names it.
void infer_postmaster(std::vector<Process>& processes) {
  if (std::any_of(processes.begin(), processes.end(), [](const Process& p) { return p.role == Role::postmaster; })) return;
  Process* lowest = nullptr;
  for (Process& process : processes)
    if (is_postgres(process.role) && (!lowest || number(process.pid) < number(lowest->pid))) lowest = &process;
  if (lowest && lowest->role == Role::unknown_postgres) {
    lowest->role = Role::postmaster;
    lowest->role_inferred = true;
  }
}

}  // namespace

std::vector<Process> processes_at(const OomReport& report, const Instant& when, const Records& records,
                                  const PgHistory& history, const Clocks& clocks) {
  const Identities identities(when, records, history, clocks);
  const Bytes shared = shared_memory_of(report);
  std::vector<Process> processes;
  std::unordered_set<std::int32_t> seen;
  for (const TaskRow& row : report.tasks) {
    if (!seen.insert(number(row.tgid)).second) continue;
    processes.push_back(from_row(row, shared));
    identities.describe(processes.back());
  }
  infer_postmaster(processes);
  return processes;
}

std::vector<Process> processes_captured_before(const Instant& when, const Records& records, const PgHistory& history,
                                               const Clocks& clocks) {
  const ProcessList* latest = nullptr;
  WallTime latest_at{};
  for (const ProcessList& list : records.process_lists) {
    const Instant instant = list.stamp ? clocks.when(list.cite, *list.stamp) : Instant{};
    if (!instant.wall || !when.wall || *instant.wall > *when.wall || list.rows.empty()) continue;
    if (!latest || *instant.wall > latest_at) latest = &list, latest_at = *instant.wall;
  }
  std::vector<Process> processes;
  if (!latest) return processes;
  const Identities identities(when, records, history, clocks);
  const Bytes shared = pg_bytes(records.pg_settings, "shared_buffers").value_or(mib(128));
  for (const ProcessRow& row : latest->rows) {
    Process process;
    process.pid = row.pid;
    process.comm = row.command;
    process.role = read_title(row.command) ? Role::unknown_postgres : Role::external;
    process.rss = row.rss;
    if (row.rss) process.anon = private_memory(*row.rss, process.role == Role::external ? Bytes{0} : shared);
    process.known_from.push_back({{latest->source, row.line, row.line}, row.command});
    identities.describe(process);
    processes.push_back(std::move(process));
  }
  return processes;
}

Process process_by_pid(Pid pid, const Instant& when, const Records& records, const PgHistory& history, const Clocks& clocks) {
  Process process;
  process.pid = pid;
  process.comm = "postgres";
  process.role = Role::unknown_postgres;
  Identities(when, records, history, clocks).describe(process);
  return process;
}

void name_statement(Process& process, const std::string& statement, const Citation& cite) {
  if (statement.empty()) return;
  process.statement = statement;
  process.statement_in_flight = true;
  process.known_from.push_back(cite);
}

}  // namespace laststraw::timeline
