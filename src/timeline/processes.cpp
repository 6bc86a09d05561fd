#include "timeline/processes.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "timeline/titles.hpp"

namespace laststraw::timeline {

namespace {

/// Private memory: as printed, else between what is left if all resident shared memory is in it, and all of it.
Interval private_memory(Bytes rss, Bytes shared_at_most) { return {std::max(Bytes{0}, rss - shared_at_most), rss}; }

Bytes shared_memory_of(const OomReport& report) {
  if (report.cgroup)
    if (const auto shmem = find(report.cgroup->stat, "shmem")) return *shmem;
  return find(report.counters, "shmem").value_or(Bytes{std::numeric_limits<std::int64_t>::max() / 4});
}

/// Every process of a server maps the whole segment of its shared memory (src/backend/port/sysv_shmem.c): none has touched more of it than its
/// siblings map, and the largest of all others' address spaces is at least a sibling's, however many servers there are.
class MappedByOthers {
 public:
  void add(Bytes address_space) {
    if (address_space > most_) std::swap(most_, address_space);
    next_ = std::max(next_, address_space);
    ++count_;
  }
  /// At most so much of what the process with this address space holds is shared with others; nullopt: no other is listed.
  std::optional<Bytes> beside(Bytes address_space) const {
    if (count_ < 2) return std::nullopt;
    return address_space == most_ ? next_ : most_;
  }

 private:
  Bytes most_, next_;
  std::size_t count_ = 0;
};

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

std::vector<Process> processes_at(const OomReport& report, const Instant& when, const Identities& identities) {
  const Bytes shared = shared_memory_of(report);
  MappedByOthers mapped;
  for (const TaskRow& row : report.tasks)
    if (is_postgres_comm(row.comm)) mapped.add(row.total_vm);
  std::vector<Process> processes;
  std::unordered_set<std::int32_t> seen;
  for (const TaskRow& row : report.tasks) {
    if (!seen.insert(number(row.tgid)).second) continue;
    const auto by_others = is_postgres_comm(row.comm) ? mapped.beside(row.total_vm) : std::nullopt;
    processes.push_back(from_row(row, by_others ? std::min(shared, *by_others) : shared));
    identities.describe(processes.back(), when, report.at.source);
  }
  infer_postmaster(processes);
  return processes;
}

std::vector<Process> processes_captured(const ProcessList& list, const Instant& when, SourceId source, const Records& records,
                                        const Identities& identities) {
  std::vector<Process> processes;
  constexpr Bytes kDefault = mib(128);  // of shared_buffers
  const std::optional<Bytes> set = pg_bytes(records.pg_settings, "shared_buffers");
  MappedByOthers mapped;
  for (const ProcessRow& row : list.rows)
    if (row.vsz && read_title(row.command)) mapped.add(*row.vsz);
  for (const ProcessRow& row : list.rows) {
    Process process;
    process.pid = row.pid;
    process.comm = row.command;
    process.role = read_title(row.command) ? Role::unknown_postgres : Role::external;
    process.rss = row.rss;
    std::optional<Bytes> shared = process.role == Role::external ? Bytes{0} : set;
    if (!shared && row.vsz) shared = mapped.beside(*row.vsz);
    if (row.rss) process.anon = private_memory(*row.rss, shared.value_or(kDefault));
    process.known_from.push_back({{list.source, row.line, row.line}, row.command});
    identities.describe(process, when, source);
    processes.push_back(std::move(process));
  }
  return processes;
}

Process process_by_pid(Pid pid, const Instant& when, SourceId source, const Identities& identities) {
  Process process;
  process.pid = pid;
  process.comm = "postgres";
  process.role = Role::unknown_postgres;
  identities.describe(process, when, source);
  return process;
}

void name_statement(Process& process, const std::string& statement, const Citation& cite) {
  if (statement.empty()) return;
  process.statement = statement;
  process.statement_in_flight = true;
  process.statement_cite = cite;
  process.known_from.push_back(cite);
}

}  // namespace laststraw::timeline
