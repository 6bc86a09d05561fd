#include "timeline/victims.hpp"

#include <algorithm>

#include "timeline/processes.hpp"
#include "timeline/titles.hpp"

namespace laststraw::timeline {

namespace {

Process& victim(Incident& incident, Pid pid, SourceId source, const Identities& identities) {
  auto found =
      std::find_if(incident.processes.begin(), incident.processes.end(), [&](const Process& process) { return process.pid == pid; });
  if (found == incident.processes.end())
    found = incident.processes.insert(incident.processes.end(), process_by_pid(pid, incident.when, source, identities));
  const auto index = static_cast<std::size_t>(found - incident.processes.begin());
  if (std::find(incident.victims.begin(), incident.victims.end(), index) == incident.victims.end()) incident.victims.push_back(index);
  found->victim = true;
  return *found;
}

/// A server in a container logs pids of its own namespace, the kernel those of the host. Where the kernel killed exactly
/// one PostgreSQL process and the postmaster lost one under a pid the kernel does not know, they are the same.
Process* victim_under_another_pid(Incident& incident, Pid died) {
  Process* only = nullptr;
  for (const std::size_t i : incident.victims) {
    Process& process = incident.processes[i];
    if (process.pid == died) return nullptr;
    if (!is_postgres(process.role)) continue;
    if (only) return nullptr;
    only = &process;
  }
  const bool known = std::any_of(incident.processes.begin(), incident.processes.end(),
                                 [&](const Process& process) { return process.pid == died && is_postgres(process.role); });
  return known ? nullptr : only;
}

void copy_identity(const Process& from, Process& to) {
  if (from.role != Role::unknown_postgres) to.role = from.role;
  to.user = from.user;
  to.database = from.database;
  to.application = from.application;
  to.statement = from.statement;
  to.statement_in_flight = from.statement_in_flight;
  to.statement_cite = from.statement_cite;
  to.age = from.age;
  to.known_from.insert(to.known_from.end(), from.known_from.begin(), from.known_from.end());
}

/// The server's log goes on with a new postmaster, or its sessions missed the old one: that was the one process of PostgreSQL's that died.
void add_postmaster(Incident& incident, const Draft& draft, const Identities& identities) {
  const Outage& outage = *draft.outage;
  const bool of_child = outage.said->kind == PgEventKind::terminating_others || outage.said->kind == PgEventKind::reinitializing;
  if (draft.limit || of_child || (!outage.exact && !outage.starting)) return;
  Process* only = nullptr;
  std::size_t of_postgres = 0;
  for (const std::size_t i : incident.victims)
    if (is_postgres(incident.processes[i].role)) only = &incident.processes[i], ++of_postgres;
  if (of_postgres > 1) return;
  if (!only && incident.victims.empty() && outage.postmaster)
    only = &victim(incident, *outage.postmaster, outage.said->cite.at.source, identities);
  if (!only) return;
  only->role = Role::postmaster;
  only->known_from.push_back(outage.said->cite);
}

/// What the kernel's kill line says of whom it killed.
void note_kill(Process& process, const Kill& kill) {
  if (process.known_from.empty() || process.comm.empty() || !process.rss) {
    // Not in the first report's table: started since, or there is no table.
    process.comm = kill.comm;
    process.role = is_postgres_comm(kill.comm) ? (process.role == Role::external ? Role::unknown_postgres : process.role) : Role::external;
    if (kill.anon_rss)
      process.rss = *kill.anon_rss + kill.file_rss.value_or(Bytes{0}) + kill.shmem_rss.value_or(Bytes{0});
    else
      process.rss = kill.rss;
  }
  if (kill.anon_rss) process.anon = exactly(*kill.anon_rss);
  if (kill.shmem_rss)
    process.shmem = *kill.shmem_rss;
  else if (kill.anon_rss && kill.file_rss && is_postgres(process.role))
    process.shmem = *kill.file_rss;  // up to 4.4 file-rss holds it (mm/oom_kill.c before eca56ff906bd)
  if (kill.page_tables && !process.page_tables) process.page_tables = *kill.page_tables;
  if (kill.swap && !process.swap) process.swap = *kill.swap;
  if (kill.oom_score_adj && !process.oom_score_adj) process.oom_score_adj = *kill.oom_score_adj;
  process.known_from.push_back(kill.cite);
}

/// Whose death the server's log reports.
void add_crash(Incident& incident, const Draft& draft, const Identities& identities) {
  const PgEvent& death = *draft.crash->death;
  Process* const in_container = draft.in_a_container ? victim_under_another_pid(incident, *death.subject) : nullptr;
  Process& process = in_container ? *in_container : victim(incident, *death.subject, draft.source, identities);
  if (in_container) copy_identity(process_by_pid(*death.subject, incident.when, death.cite.at.source, identities), process);
  process.known_from.push_back(death.cite);
  if (const Role role = role_of_crash_line(death.process_kind); role != Role::unknown_postgres) process.role = role;
  name_statement(process, death.statement, death.cite);
}

/// earlyoom prints the title behind the name (kill.c): cmdline "postgres: app shop [local] SELECT".
void name_by_title(Process& process, const std::string& line) {
  constexpr std::string_view kTitle = "cmdline \"";
  const std::size_t at = line.find(kTitle);
  if (at == std::string::npos) return;
  const auto title = read_title(std::string_view(line).substr(at + kTitle.size()));
  if (!title) return;
  if (process.role == Role::unknown_postgres) process.role = title->role;
  if (process.user.empty()) process.user = title->user;
  if (process.database.empty()) process.database = title->database;
}

/// Whom a killer in user space says that it killed.
void add_killed(Incident& incident, const SystemEvent& killer, SourceId source, const Identities& identities) {
  if (!killer.pid) return;
  Process& process = victim(incident, *killer.pid, source, identities);
  process.known_from.push_back(killer.cite);
  name_by_title(process, killer.cite.quote);
  if (!killer.rss || process.rss) return;
  // VmRSS holds the shared memory that it touched; of what PostgreSQL shares only the setting tells.
  process.rss = *killer.rss;
  const auto shared = pg_bytes(incident.records->pg_settings, "shared_buffers");
  if (!is_postgres(process.role))
    process.anon = exactly(*process.rss);
  else if (shared)
    process.anon = Interval{std::max(Bytes{0}, *process.rss - *shared), *process.rss};
}

/// Whom a witness names, the kubelet say.
void add_witnessed(Incident& incident, const SystemEvent& witness, SourceId source, const Identities& identities) {
  Process& process = victim(incident, *witness.pid, source, identities);
  if (process.comm.empty()) process.comm = witness.subject;
  if (process.role == Role::external && is_postgres_comm(process.comm)) process.role = Role::unknown_postgres;
  process.known_from.push_back(witness.cite);
}

/// Who wrote what the server's log tells.
void add_writer(Incident& incident, const PgEvent& event, SourceId source, const Identities& identities) {
  if (!event.writer) return;
  Process& process = victim(incident, *event.writer, source, identities);
  process.known_from.push_back(event.cite);
  name_statement(process, event.statement, event.cite);
}

}  // namespace

void add_victims(Incident& incident, const Draft& draft, const Identities& identities) {
  for (const OomReport* report : incident.reports)
    for (const Kill& kill : report->kills) note_kill(victim(incident, kill.pid, report->at.source, identities), kill);
  if (draft.crash) add_crash(incident, draft, identities);
  if (draft.outage && !draft.crash) add_postmaster(incident, draft, identities);
  if (draft.killer) add_killed(incident, *draft.killer, draft.source, identities);
  if (incident.victims.empty())
    for (const SystemEvent* witness : draft.witnesses)
      if (witness->pid) add_witnessed(incident, *witness, draft.source, identities);
  if (draft.refusal) add_writer(incident, *draft.refusal, draft.source, identities);
  if (draft.limit && !draft.crash && !draft.outage) add_writer(incident, *draft.limit, draft.source, identities);
}

void add_invoker(Incident& incident) {
  if (!incident.report || !incident.report->invocation) return;
  incident.invocation = incident.report->invocation;
  if (!incident.invocation->pid) return;
  for (std::size_t i = 0; i < incident.processes.size(); ++i)
    if (incident.processes[i].pid == *incident.invocation->pid) {
      incident.invoker = i;
      incident.processes[i].invoker = true;
      incident.processes[i].known_from.push_back(incident.invocation->cite);
    }
}

void note_context_dump(Incident& incident) {
  // A dump names neither pid nor time: with one alone it is the refused session's; of several only one that names the pid.
  if (!incident.refusal || incident.victims.empty()) return;
  Process& refused = incident.processes[incident.victims.front()];
  const auto& dumps = incident.records->context_dumps;
  const auto of_logs = std::count_if(dumps.begin(), dumps.end(), [](const MemoryContextDump& dump) { return !dump.of_view; });
  for (const MemoryContextDump& dump : dumps)
    if (!dump.of_view && (of_logs == 1 || dump.pid == refused.pid)) incident.context_dump = &dump;
  if (!incident.context_dump || !incident.context_dump->grand_total) return;
  // Captures are older than the refusal: the dump tells what was allocated when it came.
  if (!refused.anon || *incident.context_dump->grand_total > refused.anon->high) {
    refused.anon = exactly(*incident.context_dump->grand_total);
    refused.known_from.insert(refused.known_from.begin(), incident.context_dump->cite);
  }
}

}  // namespace laststraw::timeline
