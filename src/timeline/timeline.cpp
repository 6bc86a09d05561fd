#include "timeline/timeline.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "timeline/aligned.hpp"
#include "timeline/context_tree.hpp"
#include "timeline/decline.hpp"
#include "timeline/drafts.hpp"
#include "timeline/kernel_silence.hpp"
#include "timeline/kind.hpp"
#include "timeline/ledger.hpp"
#include "timeline/processes.hpp"
#include "timeline/story.hpp"
#include "timeline/victims.hpp"
#include "timeline/witnesses.hpp"

namespace laststraw::timeline {

namespace {

/// From the first report's task table, else from the last capture before, or the one that shows it.
void add_processes(Incident& incident, const Draft& draft, const Aligned& aligned) {
  if (incident.report) incident.processes = processes_at(*incident.report, incident.when, aligned.identities);
  if (!incident.processes.empty()) return;
  const ProcessList* const capture = draft.capture ? draft.capture : aligned.identities.captured_before(incident.when, draft.source);
  if (capture) incident.processes = processes_captured(*capture, incident.when, draft.source, aligned.records, aligned.identities);
  // A capture of the host holds what is not in the group too, and does not say which is which.
  if (incident.kind == IncidentKind::memcg_oom)
    std::erase_if(incident.processes, [](const Process& process) { return process.role == Role::external; });
}

void name_host(Incident& incident, const Draft& draft, const Aligned& aligned) {
  if (incident.report)
    incident.host = incident.report->host;
  else if (draft.killer)
    incident.host = draft.killer->host;
  if (incident.host.empty()) incident.host = aligned.hosts.name(draft.source);
  if (const auto& name = incident.records->host.hostname; name && incident.host.empty()) incident.host = name->value;
}

/// Those of this very death; where only the postmaster speaks of it, those without a time too, for they may mean it.
void add_witnesses(Incident& incident, const Draft& draft, const Aligned& aligned) {
  for (const SystemEvent* event : draft.witnesses) incident.witnesses.push_back(witness_of(*event, aligned));
  incident.oom_witnessed = incident.report || !draft.witnesses.empty() || draft.counted;
  if (!is_bare_death(draft)) return;
  for (const SystemEvent& event : aligned.records.system_events)
    if (says_oom_kill(event) && may_be_postgres(event) && !time_of(event, aligned).wall &&
        aligned.hosts.may_be_same(event.cite.at.source, draft.source))
      incident.witnesses.push_back(witness_of(event, aligned));
  for (Witness& counter : counters(aligned)) incident.witnesses.push_back(std::move(counter));
}

Incident finished(const Draft& draft, const Aligned& aligned) {
  Incident incident;
  incident.records = &aligned.records;
  incident.history = &aligned.history;
  incident.when = draft.first;
  incident.kind = kind_of(draft, aligned);
  incident.other_killer = draft.killer;
  incident.refusal = draft.refusal;
  incident.limit = draft.limit;
  incident.allocation = draft.allocation;
  incident.pressure = draft.pressure;
  for (const CopiedReport* report : draft.reports) incident.reports.push_back(&report->best());
  if (!incident.reports.empty()) {
    incident.report = incident.reports.front();
    incident.constraint = incident.report->constraint;
  }
  add_processes(incident, draft, aligned);
  name_host(incident, draft, aligned);
  add_victims(incident, draft, aligned.identities);
  add_invoker(incident);
  if (incident.report)
    incident.ledger = ledger_of(*incident.report, incident.processes, pg_bytes(aligned.records.pg_settings, "shared_buffers"));
  note_context_dump(incident);
  if (incident.context_dump) incident.context_tree = context_tree(*incident.context_dump);
  incident.postgres = impact_of(incident, draft.crash, draft.outage, draft.source, aligned);
  add_witnesses(incident, draft, aligned);
  note_kernel_silence(incident, draft.source, aligned);
  incident.series = aligned.histories.around(incident.when, draft.source);
  incident.decline = decline_of(incident, aligned);
  incident.timeline = story_of(incident, draft.source, aligned);
  return incident;
}

}  // namespace

struct Timeline::Parts {
  Parts(const Records& records, const PgHistory& history, const ClockOptions& options)
      : aligned(records, history, options), drafts(draft_incidents(aligned)) {}

  Aligned aligned;
  std::vector<Draft> drafts;
};

Timeline::Timeline(const Records& records, const PgHistory& history, const ClockOptions& options)
    : parts_(std::make_unique<const Parts>(records, history, options)) {}

Timeline::~Timeline() = default;

std::size_t Timeline::size() const { return parts_->drafts.size(); }

const Instant& Timeline::when(std::size_t index) const { return parts_->drafts.at(index).first; }

std::optional<WallTime> Timeline::newest() const {
  const Aligned& all = parts_->aligned;
  std::optional<WallTime> newest;
  const auto consider = [&](const std::optional<WallTime>& time) {
    if (time && (!newest || *time > *newest)) newest = time;
  };
  consider(all.pg_events.newest()), consider(all.system_events.newest());
  consider(all.connections.newest()), consider(all.statements.newest());
  for (const Histories::History& history : all.histories.all()) consider(history.points.back().at);
  for (const Draft& draft : parts_->drafts) consider(draft.first.wall);
  return newest;
}

Incident Timeline::incident(std::size_t index) const {
  Incident incident = finished(parts_->drafts.at(index), parts_->aligned);
  incident.id = static_cast<int>(index) + 1;
  return incident;
}

std::vector<Timeline::Capture> Timeline::captures(std::size_t index) const {
  const Aligned& all = parts_->aligned;
  std::vector<Capture> captures;
  for (const ProcessList& list : all.records.process_lists) {
    const Instant taken = list.stamp ? all.clocks.when(list.cite, *list.stamp) : Instant{};
    if (taken.wall && !list.rows.empty() && all.hosts.may_be_same(list.source, parts_->drafts.at(index).source))
      captures.push_back({*taken.wall, &list});
  }
  // Of one time the first by its file: the order of the inputs must not matter.
  const auto place = [&](const Capture& one) {
    const SourceLocation& at = one.list->cite.at;
    return std::tuple(one.at, std::string_view(all.records.sources[static_cast<std::size_t>(at.source)].path), at.first_line);
  };
  std::stable_sort(captures.begin(), captures.end(), [&](const Capture& a, const Capture& b) { return place(a) < place(b); });
  return captures;
}

std::vector<SourceClock> Timeline::clocks() const { return parts_->aligned.clocks.describe(); }

}  // namespace laststraw::timeline
