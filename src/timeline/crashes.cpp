#include <algorithm>
#include <set>

#include "timeline/aligned.hpp"
#include "timeline/story.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

/// Follows the servers of a log from a child's death to being ready again. Several may write at the same time: a server is
/// told by its postmaster's pid, which writes these lines.
class CrashReader {
 public:
  CrashReader(const Clocks& clocks, const Hosts& hosts) : clocks_(clocks), hosts_(hosts) {}

  void read(const PgEvent& event) {
    const bool by_postmaster =
        event.kind == PgEventKind::child_died || event.kind == PgEventKind::starting || event.kind == PgEventKind::ready;
    if (by_postmaster && event.writer && postmasters_.insert(number(*event.writer)).second)
      for (Open& open : open_) open.new_postmaster |= one_host(open, event);
    switch (event.kind) {
      case PgEventKind::child_died:
        begin(event);
        break;
      case PgEventKind::reinitializing:
        if (const auto open = open_of(event, false)) found_[open->index].reinitializing = &event;
        break;
      case PgEventKind::connection_rejected:
        // Written by a child whose parent is not named.
        if (const auto open = open_of(event, true)) found_[open->index].rejected_connections += event.count;
        break;
      case PgEventKind::ready:
        close(event);
        break;
      default:
        break;
    }
  }

  std::vector<Crash> take() { return std::move(found_); }

 private:
  struct Open {
    std::size_t index{};
    bool new_postmaster = false;  ///< a postmaster that was not there before has begun to write since
  };

  const PgEvent& death(const Open& open) const { return *found_[open.index].death; }
  bool one_host(const Open& open, const PgEvent& event) const {
    return hosts_.may_be_same(death(open).cite.at.source, event.cite.at.source);
  }

  /// The postmaster logs only the first death of a crash (postmaster.c HandleChildCrash(): the others are its own doing), so that another one is
  /// another crash, be the lines between them there or not. The same death again is a copy of the line.
  void begin(const PgEvent& died) {
    Open* const open = open_of(died, false);
    if (Crash* same = open && death(*open).subject == died.subject ? &found_[open->index] : undated_copy(died)) {
      if (same->death->statement.empty() && !died.statement.empty()) same->death = &died;
      return;
    }
    if (open) open_.erase(open_.begin() + (open - open_.data()));
    open_.push_back({found_.size(), false});
    found_.push_back({&died, nullptr, nullptr, 0, clocks_.when(died.cite, died.stamp), {}});
  }

  Crash* undated_copy(const PgEvent& died) {
    if (died.stamp.civil) return nullptr;
    const auto copy = std::find_if(found_.begin(), found_.end(), [&](const Crash& crash) {
      return !crash.death->stamp.civil && crash.death->subject == died.subject && crash.death->cite.at.source == died.cite.at.source;
    });
    return copy == found_.end() ? nullptr : &*copy;
  }

  Open* open_of(const PgEvent& event, bool any_writer) {
    for (Open& open : open_)
      if (one_host(open, event) && (any_writer || !event.writer || !death(open).writer || *event.writer == *death(open).writer))
        return &open;
    return nullptr;
  }

  void close(const PgEvent& ready) {
    Open* open = open_of(ready, false);
    if (!open) {
      const auto restarted =
          std::find_if(open_.begin(), open_.end(), [&](const Open& o) { return o.new_postmaster && one_host(o, ready); });
      if (restarted == open_.end()) return;
      open = &*restarted;
    }
    found_[open->index].ready = &ready;
    found_[open->index].ready_at = clocks_.when(ready.cite, ready.stamp);
    open_.erase(open_.begin() + (open - open_.data()));
  }

  const Clocks& clocks_;
  const Hosts& hosts_;
  std::vector<Crash> found_;
  std::vector<Open> open_;
  std::set<std::int32_t> postmasters_;
};

/// Does the server's log go on so long after the moment that a crash would have been written?
constexpr Micros kGoesOn = 10s;

bool goes_on(const PgLogShape& log, const Incident& incident, const Aligned& aligned) {
  const Instant last = aligned.clocks.when(log.source, *log.last);
  return last.wall && *last.wall >= *incident.when.wall + kGoesOn;
}

}  // namespace

std::vector<Crash> crashes(const PgHistory& history, const Clocks& clocks, const Hosts& hosts) {
  CrashReader reader(clocks, hosts);
  for (const PgEvent& event : history.events) reader.read(event);
  return reader.take();
}

namespace {

/// The whole server was gone; where nobody wrote when, it was down no longer than since its last sign of life.
void note_outage(PostgresImpact& impact, const Outage& outage) {
  impact.crashed = true;
  impact.outage = outage.said;
  if (outage.said->kind == PgEventKind::postmaster_gone) impact.sessions_lost = outage.said->count;
  if (impact.down || !outage.ready || !outage.ready_at.wall || !outage.from.wall || *outage.ready_at.wall < *outage.from.wall) return;
  impact.down = *outage.ready_at.wall - *outage.from.wall;
  impact.down_at_most = !outage.exact;
}

/// Was somebody killed? A statement that was refused memory, or that met a limit of PostgreSQL's own, ends and the server goes on.
bool somebody_died(const Incident& incident) {
  switch (incident.kind) {
    case IncidentKind::enomem:
    case IncidentKind::postgres_limit:
    case IncidentKind::allocation_failure:
    case IncidentKind::memory_pressure:
      return false;
    case IncidentKind::not_memory:  // the deaths of others are told by the crash that the postmaster wrote down
      return incident.limit &&
             (incident.limit->kind == PgEventKind::server_panic || incident.limit->cite.quote.find("PANIC") != std::string::npos);
    case IncidentKind::kernel_oom:
    case IncidentKind::memcg_oom:
    case IncidentKind::sysrq_oom:
    case IncidentKind::userspace_oom_killer:
    case IncidentKind::sigkill_no_oom:
      return true;
  }
  return true;
}

/// Whether a log of the server's covers the moment; true where one of them goes on after it as if nothing had been.
bool note_coverage(PostgresImpact& impact, const Incident& incident, SourceId source, const Aligned& aligned) {
  bool goes_on_after = false;
  for (const PgLogShape& log : aligned.records.pg_logs) {
    if (!log.first || !log.last || !incident.when.wall || !aligned.hosts.may_be_same(log.source, source)) continue;
    const Instant first = aligned.clocks.when(log.source, *log.first), last = aligned.clocks.when(log.source, *log.last);
    if (!first.wall || !last.wall || *first.wall > *incident.when.wall || *incident.when.wall > *last.wall + 1s) continue;
    impact.covers = true;
    goes_on_after |= goes_on(log, incident, aligned);
  }
  return goes_on_after;
}

void note_crash(PostgresImpact& impact, const Crash& crash) {
  impact.death = crash.death;
  impact.crashed = impact.covers = true;
  impact.rejected_connections = crash.rejected_connections;
  if (crash.ready && crash.when.wall && crash.ready_at.wall && *crash.ready_at.wall >= *crash.when.wall)
    impact.down = *crash.ready_at.wall - *crash.when.wall;
}

/// When the server is up again; nobody may have written the crash down: then the outage lasts from the kill to the new postmaster's "ready".
void note_next_start(PostgresImpact& impact, const Incident& incident, SourceId source, const Aligned& aligned) {
  if (!incident.when.wall) return;
  for (const auto& entry : aligned.pg_events.between(*incident.when.wall, WallTime::max())) {
    const bool starts = entry.what->kind == PgEventKind::ready || entry.what->kind == PgEventKind::starting;
    if (!starts || !aligned.hosts.may_be_same(entry.what->cite.at.source, source)) continue;
    impact.starts_again = true;
    if (entry.what->kind == PgEventKind::ready && impact.postmaster_killed && !impact.down)
      impact.down = *entry.when.wall - *incident.when.wall;
    if (impact.down || !impact.postmaster_killed) break;
  }
}

}  // namespace

PostgresImpact impact_of(const Incident& incident, const Crash* crash, const Outage* outage, SourceId source, const Aligned& aligned) {
  PostgresImpact impact;
  impact.version = aligned.history.version;
  impact.present = aligned.history.entries > 0;
  const bool goes_on_after = note_coverage(impact, incident, source, aligned);
  // CreateAnonymousSegment() in port/sysv_shmem.c
  impact.never_up = incident.refusal && incident.refusal->kind == PgEventKind::shared_memory_failed &&
                    incident.refusal->message.find("map anonymous shared memory") != std::string::npos;
  if (crash) note_crash(impact, *crash);
  for (const std::size_t victim : incident.victims) {
    const Process& process = incident.processes[victim];
    if (!somebody_died(incident) || !is_postgres(process.role)) continue;
    if (process.role == Role::postmaster && !process.role_inferred) impact.postmaster_killed = true;
    // A log that says nothing of it and goes on is of a server that went on: the victim was another's.
    if (!goes_on_after || impact.postmaster_killed) impact.crashed = true;
  }
  note_next_start(impact, incident, source, aligned);
  if (outage) note_outage(impact, *outage);
  if (!impact.crashed) return impact;
  const auto sessions = static_cast<std::uint64_t>(std::count_if(incident.processes.begin(), incident.processes.end(),
                                                                 [](const Process& process) { return process.role == Role::backend; }));
  if (sessions > 0) impact.sessions_lost = sessions;
  return impact;
}

}  // namespace laststraw::timeline
