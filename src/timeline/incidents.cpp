#include <algorithm>
#include <functional>

#include "text/say.hpp"
#include "timeline/context_tree.hpp"
#include "timeline/copies.hpp"
#include "timeline/decline.hpp"
#include "timeline/ledger.hpp"
#include "timeline/processes.hpp"
#include "timeline/series.hpp"
#include "timeline/story.hpp"
#include "timeline/timeline.hpp"
#include "timeline/titles.hpp"

namespace laststraw::timeline {

namespace {

using namespace std::chrono_literals;

constexpr Micros kStorm = 30s;             ///< kills nearer than this to each other are one incident
constexpr Micros kCrashAfterKill = 120s;   ///< the postmaster may report a death this much later (a large process exits slowly)
constexpr Micros kRefusals = 60s;          ///< ENOMEM errors nearer than this are one incident

/// What belongs together before it becomes an Incident.
struct Draft {
  std::vector<const CopiedReport*> reports;
  const Crash* crash = nullptr;
  const SystemEvent* killer = nullptr;
  const PgEvent* refusal = nullptr;
  Instant first, last;
};

bool is_userspace_kill(SystemEventKind kind) {
  return kind == SystemEventKind::earlyoom_kill || kind == SystemEventKind::systemd_oomd_kill ||
         kind == SystemEventKind::kubelet_eviction || kind == SystemEventKind::nohang_kill || kind == SystemEventKind::oomd_kill;
}

bool is_refusal(PgEventKind kind) {
  return kind == PgEventKind::out_of_memory || kind == PgEventKind::cannot_fork || kind == PgEventKind::shared_memory_failed;
}

/// Where the order of events is all that is asked; instants on the boot clock alone sort before dated ones.
WallTime sort_key(const Instant& instant) {
  return instant.wall.value_or(WallTime{instant.since_boot.value_or(Micros{0})});
}

std::optional<Micros> between(const Instant& a, const Instant& b) {
  if (a.wall && b.wall) return *b.wall - *a.wall;
  if (a.since_boot && b.since_boot) return *b.since_boot - *a.since_boot;
  return std::nullopt;
}

class Assembler {
 public:
  Assembler(const Records& records, const PgHistory& history, const ClockOptions& options)
      : records_(records), history_(history), clocks_(records, options), reports_(match_copies(records.oom_reports)) {}

  Found assemble() {
    clocks_.align(shared_among_copies(reports_, clocks_));
    clocks_.align(shared_with_postgres());
    clocks_.align(shared_with_captures());
    clocks_.align(shared_with_series());
    clocks_.align(shared_among_copies(reports_, clocks_));
    crashes_ = crashes(history_, clocks_);
    draft_kernel_incidents();
    draft_unexplained_deaths();
    draft_userspace_kills();
    draft_refusals();
    std::stable_sort(drafts_.begin(), drafts_.end(),
                     [](const Draft& a, const Draft& b) { return sort_key(a.first) < sort_key(b.first); });
    Found found;
    for (const Draft& draft : drafts_) {
      found.incidents.push_back(finish(draft));
      found.incidents.back().id = static_cast<int>(found.incidents.size());
    }
    found.clocks = clocks_.describe();
    return found;
  }

 private:
  std::vector<SharedEvent> shared_with_postgres() const;
  std::vector<SharedEvent> shared_with_captures() const;
  std::vector<SharedEvent> shared_with_series() const;
  void draft_kernel_incidents();
  void draft_unexplained_deaths();
  void draft_userspace_kills();
  void draft_refusals();
  const Crash* crash_of(const CopiedReport& report, const Instant& when) const;
  const SystemEvent* killer_near(const Instant& when, std::optional<Pid> pid) const;
  Incident finish(const Draft& draft) const;
  static Process* victim_under_another_pid(Incident& incident, Pid died);
  static void copy_identity(const Process& from, Process& to);
  void add_victims(Incident& incident, const Draft& draft) const;
  void add_invoker(Incident& incident) const;
  void note_kernel_coverage(Incident& incident) const;
  Process& victim(Incident& incident, Pid pid) const;
  void note_context_dump(Incident& incident) const;

  const Records& records_;
  const PgHistory& history_;
  Clocks clocks_;
  std::vector<CopiedReport> reports_;
  std::vector<Crash> crashes_;
  std::vector<Draft> drafts_;
};

std::vector<SharedEvent> Assembler::shared_with_postgres() const {
  std::vector<SharedEvent> shared;
  for (const PgEvent& event : history_.events) {
    if (event.kind != PgEventKind::child_died) continue;
    const Instant seen = clocks_.when(event.cite, event.stamp);
    if (!seen.wall) continue;
    for (const CopiedReport& report : reports_)
      for (const OomReport* copy : report.copies)
        for (const Kill& kill : copy->kills)
          if (kill.pid == *event.subject && is_postgres_comm(kill.comm))
            shared.push_back({copy->at.source, kill.stamp, *seen.wall, 1s,
                              say("the kernel kills pid {0}, the postmaster reports its death", number(kill.pid))});
  }
  return shared;
}

std::vector<SharedEvent> Assembler::shared_with_captures() const {
  // A process that one capture shows and the next does not died in between.
  std::vector<SharedEvent> shared;
  for (const CopiedReport& report : reports_)
    for (const OomReport* copy : report.copies)
      for (const Kill& kill : copy->kills) {
        std::optional<WallTime> alive, gone;
        for (const ProcessList& list : records_.process_lists) {
          const Instant taken = list.stamp ? clocks_.when(list.cite, *list.stamp) : Instant{};
          if (!taken.wall) continue;
          const bool there = std::any_of(list.rows.begin(), list.rows.end(),
                                         [&](const ProcessRow& row) { return row.pid == kill.pid; });
          if (there) alive = taken.wall, gone.reset();
          else if (alive && !gone) gone = taken.wall;
        }
        if (alive && gone)
          shared.push_back({copy->at.source, kill.stamp, *gone, *gone - *alive,
                            say("process {0} vanishes between two captures", number(kill.pid))});
      }
  return shared;
}

std::vector<SharedEvent> Assembler::shared_with_series() const {
  // What a large victim held comes free between two points: the largest fall of the group's (or the machine's) private
  // memory, if it is of about the victim's size.
  std::vector<SharedEvent> shared;
  for (const Series& series : records_.series) {
    if (series.name != "memcg_anon_bytes" && series.name != "anon_bytes") continue;
    const SeriesPoint *before = nullptr, *after = nullptr;
    for (std::size_t i = 1; i < series.points.size(); ++i)
      if (!before || series.points[i - 1].value - series.points[i].value > before->value - after->value)
        before = &series.points[i - 1], after = &series.points[i];
    if (!before) continue;
    const Instant held = clocks_.when(series.source, before->stamp), freed = clocks_.when(series.source, after->stamp);
    if (!held.wall || !freed.wall) continue;
    for (const CopiedReport& report : reports_)
      for (const OomReport* copy : report.copies)
        for (const Kill& kill : copy->kills) {
          const double size = kill.anon_rss ? static_cast<double>(kill.anon_rss->count) : 0;
          const double fall = before->value - after->value;
          if (size < before->value / 3 || fall < size * 0.5 || fall > size * 1.5) continue;
          shared.push_back({copy->at.source, kill.stamp, *freed.wall, *freed.wall - *held.wall,
                            say("what pid {0} held comes free between two points of {1}", number(kill.pid), series.name)});
        }
  }
  return shared;
}

const Crash* Assembler::crash_of(const CopiedReport& report, const Instant& when) const {
  for (const Kill& kill : report.best().kills)
    for (const Crash& crash : crashes_) {
      const auto gap = between(when, crash.when);
      if (crash.death->subject == kill.pid && (!gap || (*gap > -kCrashAfterKill && *gap < kCrashAfterKill))) return &crash;
    }
  return nullptr;
}

void Assembler::draft_kernel_incidents() {
  std::vector<std::pair<Instant, const CopiedReport*>> ordered;
  for (const CopiedReport& report : reports_) ordered.emplace_back(timeline::when(report, clocks_), &report);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return sort_key(a.first) < sort_key(b.first); });
  for (const auto& [when, report] : ordered) {
    const Crash* crash = crash_of(*report, when);
    Draft* open = drafts_.empty() ? nullptr : &drafts_.back();
    const auto gap = open ? between(open->last, when) : std::nullopt;
    const bool another_crash = open && crash && open->crash && crash != open->crash;
    if (!open || !gap || *gap > kStorm || another_crash) {
      drafts_.push_back({});
      open = &drafts_.back();
      open->first = when;
    }
    open->reports.push_back(report);
    open->last = when;
    if (!open->crash) open->crash = crash;
  }
  // A death the postmaster reports in a storm may be another than those the kernel log still shows.
  for (Draft& draft : drafts_)
    for (const Crash& crash : crashes_) {
      const auto gap = between(draft.first, crash.when);
      if (!draft.crash && crash.death->signal == 9 && gap && *gap > -1s && *gap < kStorm) draft.crash = &crash;
    }
}

const SystemEvent* Assembler::killer_near(const Instant& when, std::optional<Pid> pid) const {
  for (const SystemEvent& event : records_.system_events) {
    if (!is_userspace_kill(event.kind)) continue;
    const auto gap = between(clocks_.when(event.cite, event.stamp), when);
    if (gap && std::chrono::abs(*gap) < 60s && (!event.pid || !pid || *event.pid == *pid)) return &event;
  }
  return nullptr;
}

void Assembler::draft_unexplained_deaths() {
  for (const Crash& crash : crashes_) {
    if (crash.death->signal != 9) continue;
    const bool explained = std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& d) { return d.crash == &crash; });
    if (explained) continue;
    Draft draft;
    draft.crash = &crash;
    draft.first = draft.last = crash.when;
    draft.killer = killer_near(crash.when, crash.death->subject);
    drafts_.push_back(draft);
  }
}

void Assembler::draft_userspace_kills() {
  for (const SystemEvent& event : records_.system_events) {
    if (!is_userspace_kill(event.kind)) continue;
    const Instant when = clocks_.when(event.cite, event.stamp);
    const bool known = std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& draft) {
      const auto gap = between(draft.first, when);
      return gap && std::chrono::abs(*gap) < 60s;
    });
    if (known) continue;
    Draft draft;
    draft.killer = &event;
    draft.first = draft.last = when;
    drafts_.push_back(draft);
  }
}

void Assembler::draft_refusals() {
  const std::size_t kills = drafts_.size();
  for (const PgEvent& event : history_.events) {
    if (!is_refusal(event.kind)) continue;
    const Instant when = clocks_.when(event.cite, event.stamp);
    const auto near = [&](const Draft& draft) {
      const auto from = between(draft.first, when), to = between(draft.last, when);
      return from && to && *from > -kRefusals && *to < kRefusals;
    };
    // An error beside a kill belongs to that incident; errors beside each other are one.
    if (std::any_of(drafts_.begin(), drafts_.begin() + static_cast<std::ptrdiff_t>(kills), near)) continue;
    const auto open = std::find_if(drafts_.begin() + static_cast<std::ptrdiff_t>(kills), drafts_.end(), near);
    if (open != drafts_.end()) {
      open->last = when;
      continue;
    }
    Draft draft;
    draft.refusal = &event;
    draft.first = draft.last = when;
    drafts_.push_back(draft);
  }
}

Process& Assembler::victim(Incident& incident, Pid pid) const {
  auto found = std::find_if(incident.processes.begin(), incident.processes.end(),
                            [&](const Process& process) { return process.pid == pid; });
  if (found == incident.processes.end())
    found = incident.processes.insert(incident.processes.end(),
                                      process_by_pid(pid, incident.when, records_, history_, clocks_));
  const auto index = static_cast<std::size_t>(found - incident.processes.begin());
  if (std::find(incident.victims.begin(), incident.victims.end(), index) == incident.victims.end())
    incident.victims.push_back(index);
  found->victim = true;
  return *found;
}

/// A server in a container logs pids of its own namespace, the kernel those of the host. Where the kernel killed exactly
/// one PostgreSQL process and the postmaster lost one under a pid the kernel does not know, they are the same.
Process* Assembler::victim_under_another_pid(Incident& incident, Pid died) {
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

void Assembler::copy_identity(const Process& from, Process& to) {
  if (from.role != Role::unknown_postgres) to.role = from.role;
  to.user = from.user;
  to.database = from.database;
  to.application = from.application;
  to.statement = from.statement;
  to.statement_in_flight = from.statement_in_flight;
  to.age = from.age;
  to.known_from.insert(to.known_from.end(), from.known_from.begin(), from.known_from.end());
}

void Assembler::add_victims(Incident& incident, const Draft& draft) const {
  for (const OomReport* report : incident.reports)
    for (const Kill& kill : report->kills) {
      Process& process = victim(incident, kill.pid);
      if (process.known_from.empty() || process.comm.empty() || process.rss.value_or(Bytes{0}).count == 0) {
        // Not in the first report's table: started since, or there is no table.
        process.comm = kill.comm;
        process.role = is_postgres_comm(kill.comm) ? (process.role == Role::external ? Role::unknown_postgres : process.role)
                                                   : Role::external;
        if (kill.anon_rss) process.rss = *kill.anon_rss + kill.file_rss.value_or(Bytes{0}) + kill.shmem_rss.value_or(Bytes{0});
      }
      if (kill.anon_rss) process.anon = exactly(*kill.anon_rss);
      if (kill.shmem_rss) process.shmem = *kill.shmem_rss;
      process.known_from.push_back(kill.cite);
    }
  if (draft.crash) {
    const Pid died = *draft.crash->death->subject;
    Process* const in_container = victim_under_another_pid(incident, died);
    Process& process = in_container ? *in_container : victim(incident, died);
    if (in_container) copy_identity(process_by_pid(died, incident.when, records_, history_, clocks_), process);
    process.known_from.push_back(draft.crash->death->cite);
    if (const Role role = role_of_crash_line(draft.crash->death->process_kind); role != Role::unknown_postgres) process.role = role;
    name_statement(process, draft.crash->death->statement, draft.crash->death->cite);
  }
  if (draft.killer && draft.killer->pid) {
    Process& process = victim(incident, *draft.killer->pid);
    process.known_from.push_back(draft.killer->cite);
    if (draft.killer->rss && process.rss.value_or(Bytes{0}).count == 0) process.rss = *draft.killer->rss, process.anon = exactly(*draft.killer->rss);
  }
  if (draft.refusal && draft.refusal->writer) {
    Process& process = victim(incident, *draft.refusal->writer);
    process.known_from.push_back(draft.refusal->cite);
    name_statement(process, draft.refusal->statement, draft.refusal->cite);
  }
}

void Assembler::add_invoker(Incident& incident) const {
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

void Assembler::note_kernel_coverage(Incident& incident) const {
  if (!incident.when.wall) return;
  const Setting* collected = find(records_.host, "collected_at");
  for (const KernelCoverage& coverage : records_.kernel_coverage) {
    if (!coverage.kernel_lines) continue;
    const Instant first = clocks_.when(coverage.source, coverage.first), last = clocks_.when(coverage.source, coverage.last);
    const bool from = (first.wall && *first.wall <= *incident.when.wall) || coverage.starts_at_boot;
    // A log that goes on afterwards covers the moment; so does a whole kernel ring collected later, be it silent.
    const bool to = (last.wall && *last.wall >= *incident.when.wall) || (coverage.starts_at_boot && collected);
    if (!from || !to) continue;
    incident.kernel_log_covers = true;
    incident.kernel_log_cite = coverage.last_cite;
    return;
  }
}

void Assembler::note_context_dump(Incident& incident) const {
  // A dump names neither pid nor time: with one alone it is the refused session's; of several only one that names the pid.
  if (!incident.refusal || incident.victims.empty()) return;
  Process& refused = incident.processes[incident.victims.front()];
  for (const MemoryContextDump& dump : records_.context_dumps)
    if (records_.context_dumps.size() == 1 || dump.pid == refused.pid) incident.context_dump = &dump;
  if (!incident.context_dump || !incident.context_dump->grand_total) return;
  // Captures are older than the refusal: the dump tells what was allocated when it came.
  if (!refused.anon || *incident.context_dump->grand_total > refused.anon->high) {
    refused.anon = exactly(*incident.context_dump->grand_total);
    refused.known_from.insert(refused.known_from.begin(), incident.context_dump->cite);
  }
}

IncidentKind kind_of(const Draft& draft) {
  if (!draft.reports.empty())
    return draft.reports.front()->best().constraint == Constraint::memcg || draft.reports.front()->best().cgroup
               ? IncidentKind::memcg_oom
               : IncidentKind::kernel_oom;
  if (draft.refusal) return IncidentKind::enomem;
  return draft.killer ? IncidentKind::userspace_oom_killer : IncidentKind::sigkill_no_oom;
}

Incident Assembler::finish(const Draft& draft) const {
  Incident incident;
  incident.records = &records_;
  incident.history = &history_;
  incident.when = draft.first;
  incident.kind = kind_of(draft);
  incident.other_killer = draft.killer;
  incident.refusal = draft.refusal;
  for (const CopiedReport* report : draft.reports) incident.reports.push_back(&report->best());
  if (!incident.reports.empty()) {
    incident.report = incident.reports.front();
    incident.constraint = incident.report->constraint;
    incident.processes = processes_at(*incident.report, incident.when, records_, history_, clocks_);
  }
  if (incident.processes.empty()) {
    incident.processes = processes_captured_before(incident.when, records_, history_, clocks_);
    // A capture of the host holds what is not in the group too, and does not say which is which.
    if (incident.kind == IncidentKind::memcg_oom)
      incident.processes.erase(std::remove_if(incident.processes.begin(), incident.processes.end(), [](const Process& process) { return process.role == Role::external; }),
                               incident.processes.end());
  }
  if (incident.report) incident.host = incident.report->host;
  else if (draft.killer) incident.host = draft.killer->host;
  if (const Setting* name = find(records_.host, "hostname"); name && incident.host.empty()) incident.host = name->value;
  add_victims(incident, draft);
  add_invoker(incident);
  if (incident.report) incident.ledger = ledger_of(*incident.report, incident.processes, pg_bytes(records_.pg_settings, "shared_buffers"));
  note_context_dump(incident);
  if (incident.context_dump) incident.context_tree = context_tree(*incident.context_dump);
  note_kernel_coverage(incident);
  incident.series = series_around(incident.when, records_, clocks_);
  incident.decline = decline_of(incident, clocks_);
  incident.postgres = impact_of(incident, draft.crash, clocks_);
  incident.timeline = story_of(incident, clocks_);
  return incident;
}

}  // namespace

Found find_incidents(const Records& records, const PgHistory& history, const ClockOptions& options) {
  return Assembler(records, history, options).assemble();
}

}  // namespace laststraw::timeline
