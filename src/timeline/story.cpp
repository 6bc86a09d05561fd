#include "timeline/story.hpp"

#include <algorithm>
#include <tuple>

#include "text/say.hpp"
#include "timeline/aligned.hpp"

namespace laststraw::timeline {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostEntries = 2000;        ///< of system events: more of them say nothing new
constexpr Micros kBefore = 5min, kAfter = 10min;  ///< what of the log belongs to the story

struct EventWords {
  PgEventKind kind;
  const char* text;
};
constexpr EventWords kWords[] = {
    {PgEventKind::starting, message("PostgreSQL starts")},
    {PgEventKind::child_died, ""},
    {PgEventKind::terminating_others, message("the postmaster terminates all other sessions")},
    {PgEventKind::reinitializing, message("all server processes ended; shared memory is reinitialized")},
    {PgEventKind::interrupted, message("crash recovery begins")},
    {PgEventKind::recovering, message("unclean shutdown detected; automatic recovery starts")},
    {PgEventKind::redo_done, message("crash recovery (redo) finished")},
    {PgEventKind::ready, message("ready to accept connections")},
    {PgEventKind::shutdown_request, message("a shutdown was requested")},
    {PgEventKind::connection_rejected, ""},
    {PgEventKind::out_of_memory, ""},
    {PgEventKind::cannot_fork, message("the postmaster could not fork a process")},
    {PgEventKind::shared_memory_failed, message("shared memory could not be allocated")},
    {PgEventKind::too_many_clients, message("a connection was refused: too many clients")},
    {PgEventKind::terminated_by_administrator, message("a session was terminated by SIGTERM")},
    {PgEventKind::value_limit, message("PostgreSQL's own limit of one value was reached")},
    {PgEventKind::lock_table_full, message("the lock table was full (max_locks_per_transaction)")},
    {PgEventKind::fork_limit, message("a new process was refused: a limit of processes, not memory")},
    {PgEventKind::disk_full, message("a disk was full")},
    {PgEventKind::server_panic, message("PostgreSQL panicked")},
    {PgEventKind::postmaster_gone, ""},
};

Sentence words_of(const PgEvent& event, const EventWords& words) {
  switch (event.kind) {
    case PgEventKind::child_died:
      return say("{0} {1} was terminated by signal {2}", event.process_kind, *event.subject, *event.signal);
    case PgEventKind::connection_rejected:
      return say_count(event.count, "{0} connection was refused", "{0} connections were refused");
    case PgEventKind::postmaster_gone:
      return say_count(event.count, "{0} session ends: its postmaster is gone", "{0} sessions end: their postmaster is gone");
    case PgEventKind::out_of_memory:
      return event.writer ? say("process {0} was refused memory (ENOMEM)", *event.writer) : say("a process was refused memory (ENOMEM)");
    default:
      return in_words(words.text);
  }
}

/// "postgres (372)"
Sentence invoker_words(const Invocation& invocation) {
  Sentence who = Sentence(command_name(invocation.comm));
  return invocation.pid ? std::move(who) + " (" + Sentence(*invocation.pid) + ")" : who;
}

void add_kernel_entries(std::vector<TimelineEntry>& story, const Incident& incident, const Clocks& clocks) {
  for (const OomReport* report : incident.reports) {
    if (report->invocation)
      story.push_back({clocks.when(report->at.source, report->stamp), Moment::oom_invoked,
                       say("{0} triggers the OOM killer", invoker_words(*report->invocation)), report->invocation->cite});
    for (const Kill& kill : report->kills) {
      story.push_back({clocks.when(report->at.source, kill.stamp), Moment::kernel_kill,
                       say("the kernel kills {0} ({1})", command_name(kill.comm), kill.pid), kill.cite});
      if (kill.reaped)
        story.push_back({clocks.when(report->at.source, kill.stamp), Moment::reaped,
                         say("the oom_reaper has freed what {0} held", kill.pid), *kill.reaped});
    }
  }
}

Sentence words_of(const SystemEvent& event) {
  const std::string pid = event.pid ? " " + std::to_string(number(*event.pid)) : std::string();
  switch (event.kind) {
    case SystemEventKind::boot:
      return say("the machine boots Linux {0}", event.subject);
    case SystemEventKind::panic:
      return event.subject;
    case SystemEventKind::page_allocation_failure:
      return event.order ? say("the kernel cannot give {0} pages of order {1}", command_name(event.subject), *event.order)
                         : say("the kernel cannot give {0} pages", command_name(event.subject));
    case SystemEventKind::fork_rejected:
      return say("a new process was refused in {0}: the pids limit of its cgroup", place_name(event.subject));
    case SystemEventKind::dump_suppressed:
      return say("the kernel drops messages: rate limit");
    case SystemEventKind::sysrq_oom:
      return say("the OOM killer is called by hand (sysrq)");
    case SystemEventKind::earlyoom_kill:
      return say("earlyoom sends {0} to{1} {2}", event.signal, pid, command_name(event.subject));
    case SystemEventKind::systemd_oomd_kill:
      return say("systemd-oomd kills {0}", place_name(event.subject));
    case SystemEventKind::unit_oom_kill:
      return say("systemd notes an OOM kill in {0}", place_name(event.subject));
    case SystemEventKind::unit_sigkill:
      return say("systemd: SIGKILL in {0}{1}", place_name(event.subject), pid);
    case SystemEventKind::kubelet_eviction:
      return say("the kubelet evicts a pod for want of memory");
    case SystemEventKind::nohang_kill:
      return pid.empty() ? say("nohang sends {0} to its victim", event.signal) : say("nohang sends {0} to{1}", event.signal, pid);
    case SystemEventKind::oomd_kill:
      return say("oomd kills {0}", place_name(event.subject));
    case SystemEventKind::container_oom:
      return event.subject.empty() ? say("the container runtime notes an OOM kill{0}", pid)
                                   : say("the container runtime notes an OOM kill of {0}{1}", place_name(event.subject), pid);
    case SystemEventKind::memory_failure:
      return event.subject;
    case SystemEventKind::hung_task:
      return say("a task hangs: {0}", command_name(event.subject));
    case SystemEventKind::pooler_lost_server:
      return say_count(event.count, "PgBouncer loses {0} connection to the server", "PgBouncer loses {0} connections to the server");
    case SystemEventKind::pooler_no_server:
      return say_count(event.count, "PgBouncer cannot connect to the server ({0} time)",
                       "PgBouncer cannot connect to the server ({0} times)");
    case SystemEventKind::pooler_gave_up:
      return say_count(event.count, "{0} client of PgBouncer is given up on: it got no connection in time",
                       "{0} clients of PgBouncer are given up on: they got no connection in time");
    case SystemEventKind::earlyoom_state:
      break;
  }
  return event.subject;
}

/// What the logs say from a while before the incident to a while after it.
void add_log_entries(std::vector<TimelineEntry>& story, const Incident& incident, SourceId source, const Aligned& aligned) {
  if (!incident.when.wall) return;
  const WallTime from = *incident.when.wall - kBefore, to = *incident.when.wall + kAfter;
  for (const auto& entry : aligned.pg_events.between_as_added(from, to))
    for (const EventWords& words : kWords)
      if (words.kind == entry.what->kind && aligned.hosts.may_be_same(entry.what->cite.at.source, source))
        story.push_back({entry.when, entry.what->kind, words_of(*entry.what, words), entry.what->cite});
  for (const auto& entry : aligned.system_events.between_as_added(from, to)) {
    const SystemEvent& event = *entry.what;
    const Instant& instant = entry.when;
    if (event.kind == SystemEventKind::earlyoom_state || !aligned.hosts.may_be_same(event.cite.at.source, source)) continue;
    if (!Hosts::may_be_same(event.host, incident.host)) continue;
    if (story.size() >= kMostEntries) break;
    const auto same = [&](const TimelineEntry& told) {
      const Micros apart = event.kind == SystemEventKind::boot ? Micros{2min} : Micros{2s};
      return told.kind == EntryKind(event.kind) && told.when.wall && std::chrono::abs(*told.when.wall - *instant.wall) < apart;
    };
    if (std::any_of(story.begin(), story.end(), same)) continue;  // the same line in another framing
    story.push_back({instant, EntryKind(event.kind), words_of(event), event.cite});
  }
}

void add_victim_starts(std::vector<TimelineEntry>& story, const Incident& incident) {
  constexpr std::size_t kVictims = 3;
  for (std::size_t i = 0; i < std::min(kVictims, incident.victims.size()); ++i) {
    const Process& victim = incident.processes[incident.victims[i]];
    if (!victim.age || !incident.when.wall || victim.known_from.size() < 2) continue;
    Instant start{*incident.when.wall - *victim.age, std::nullopt, 1s};
    story.push_back({start, Moment::victim_started, say("process {0} starts", victim.pid), victim.known_from[1]});
  }
}

/// One death under two times: which clock was put right, and why.
void add_zone_conflict(std::vector<TimelineEntry>& story, const Incident& incident, const Clocks& clocks) {
  const ZoneConflict* conflict = incident.report ? clocks.conflict_of(incident.report->at.source) : nullptr;
  if (!conflict && incident.postgres.death) conflict = clocks.conflict_of(incident.postgres.death->cite.at.source);
  if (conflict && incident.postgres.death)
    story.push_back({incident.when, Moment::zones_contradict, conflict->what, incident.postgres.death->cite});
}

}  // namespace

std::vector<TimelineEntry> story_of(const Incident& incident, SourceId source, const Aligned& aligned) {
  std::vector<TimelineEntry> story;
  add_kernel_entries(story, incident, aligned.clocks);
  add_log_entries(story, incident, source, aligned);
  add_zone_conflict(story, incident, aligned.clocks);
  if (incident.decline && !incident.decline->whole_history)
    story.push_back({Instant{incident.decline->onset, std::nullopt, incident.decline->slack}, Moment::decline_begins,
                     say("available memory begins to fall"), incident.decline->cite});
  add_victim_starts(story, incident);
  std::stable_sort(story.begin(), story.end(), [](const TimelineEntry& a, const TimelineEntry& b) {
    // Dated before undated; of one time, in the order of the log.
    const auto key = [](const TimelineEntry& entry) {
      return std::tuple(!entry.when.wall.has_value(), entry.when.wall.value_or(WallTime{entry.when.since_boot.value_or(Micros{0})}),
                        entry.cite.at.source, entry.cite.at.first_line);
    };
    return key(a) < key(b);
  });
  return story;
}

}  // namespace laststraw::timeline
