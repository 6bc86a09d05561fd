#include "judge/excerpt.hpp"

#include <algorithm>

#include "judge/why_victim.hpp"
#include "laststraw/container_path.hpp"

namespace laststraw::judge {

namespace {

const Kill* first_kill(const Incident& incident) {
  return incident.report && !incident.report->kills.empty() ? &incident.report->kills.front() : nullptr;
}

bool in_a_pod(const OomReport& report) {
  return is_pod_path(report.task_memcg) || is_pod_path(report.oom_memcg) || (report.cgroup && is_pod_path(report.cgroup->path));
}

}  // namespace

const Process* struck(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.victims.empty()) return nullptr;
  const Process& first = incident.processes[incident.victims.front()];
  return is_postgres(first.role) ? &first : nullptr;
}

std::optional<Cited<sql::Statement>> ran(const Facts& facts) {
  const Incident& incident = *facts.incident;
  const Process* process = struck(facts);
  if (process && !process->statement.empty())
    return Cited<sql::Statement>{sql::read_statement(process->statement), facts.named_by(*process)};
  for (const PgEvent* event : {incident.refusal, incident.limit})
    if (event && !event->statement.empty()) return Cited<sql::Statement>{sql::read_statement(event->statement), event->cite};
  return std::nullopt;
}

bool refused_dynamic_memory(const Facts& facts) {
  const PgEvent* refusal = facts.incident->refusal;
  return refusal && refusal->kind == PgEventKind::shared_memory_failed &&
         refusal->message.find("resize shared memory segment") != std::string::npos;
}

bool refused_at_start(const Facts& facts) { return facts.incident->postgres.never_up; }

std::optional<ScoreShare> share_by_score(const Incident& incident) {
  const Kill* kill = first_kill(incident);
  if (!kill || !kill->candidate || !kill->candidate->score) return std::nullopt;
  const int score = *kill->candidate->score;
  // Kernels that print a score print no adjustment. Kubernetes always gives one (1000 - 1000 x request / node's memory); elsewhere it is 0.
  const bool adjusted = !kill->oom_score_adj && in_a_pod(*incident.report);
  const auto held = score > 1000 && !kill->oom_score_adj ? share_above_adjustment(score)
                    : adjusted                           ? std::nullopt
                                                         : share_from_score(score, kill->oom_score_adj.value_or(0));
  if (!held) return std::nullopt;
  return ScoreShare{held->low, held->high, *kill->candidate->score, kill->candidate->cite};
}

std::optional<Cited<Interval>> total_by_score(const Incident& incident, Bytes swapped) {
  const Kill* kill = first_kill(incident);
  const auto held = share_by_score(incident);
  if (!kill || !held || !kill->anon_rss) return std::nullopt;
  const Bytes size = *kill->anon_rss + kill->file_rss.value_or(Bytes{0}) + kill->shmem_rss.value_or(Bytes{0}) +
                     kill->swap.value_or(Bytes{0}) + kill->page_tables.value_or(Bytes{0});
  const auto total = total_from_share({held->low, held->high}, {size, kill->swap ? size : size + swapped});
  return total ? std::optional(Cited<Interval>{*total, held->cite}) : std::nullopt;
}

std::optional<Cited<double>> available_to_killer(const Facts& facts) {
  const SystemEvent& killer = *facts.incident->other_killer;
  if (killer.available && killer.total && killer.total->count > 0)
    return Cited<double>{share(*killer.available, *killer.total), killer.cite};
  const SystemEvent* state = nullptr;
  for (const SystemEvent& event : facts.incident->records->system_events)
    if (event.kind == SystemEventKind::earlyoom_state && event.total && event.available && event.cite.at.source == killer.cite.at.source &&
        event.cite.at.first_line <= killer.cite.at.first_line)
      state = &event;
  if (state) return Cited<double>{share(*state->available, *state->total), state->cite};
  const auto available = last_before(*facts.incident, "mem_available_bytes");
  const auto& total = facts.incident->records->meminfo.total;
  if (!available || !total || total->value.count <= 0) return std::nullopt;
  return Cited<double>{available->value / static_cast<double>(total->value.count), available->cite};
}

std::optional<Cited<Bytes>> named_limit(const Incident& incident) {
  const Records& records = *incident.records;
  if (incident.report && incident.report->cgroup && incident.report->cgroup->limit)
    return Cited<Bytes>{*incident.report->cgroup->limit, incident.report->cgroup->usage_cite};
  const auto limit = records.cgroup.limit();
  return limit ? limit : size_of(records.unit.fact(&UnitFacts::memory_max));
}

std::optional<Ledger> ledger_of_excerpt(const Facts& facts) {
  const Incident& incident = *facts.incident;
  const bool killed = incident.kind == IncidentKind::kernel_oom || incident.kind == IncidentKind::memcg_oom;
  if (!killed || incident.ledger.total || !facts.total || facts.total_of == LedgerOf::nothing) return std::nullopt;
  Ledger ledger;
  ledger.of = facts.total_of;
  ledger.total = facts.total;
  Interval postgres{};
  Bytes shared{};  // each process counts it again: the largest is the least there was
  for (const Process& process : incident.processes) {
    shared = std::max(shared, process.shmem.value_or(Bytes{0}));
    if (process.anon && is_postgres(process.role)) postgres = postgres + *process.anon;
  }
  ledger.unaccounted = facts.total->value;
  const auto add = [&](LedgerPart part) {
    if (part.size.high.count <= 0) return;
    ledger.unaccounted -= part.size.middle();
    ledger.parts.push_back(std::move(part));
  };
  add({PartKind::postgres_private, postgres, std::nullopt});
  for (const Program& program : facts.programs) add({PartKind::program_private, exactly(program.anon), std::nullopt, program.name});
  add({PartKind::shared_memory, exactly(shared), std::nullopt});
  return ledger;
}

bool is_postgres_in_sight(const Incident& incident) {
  if (incident.invocation && (incident.invocation->comm == "postgres" || incident.invocation->comm == "postmaster")) return true;
  if (incident.history->entries > 0 || !incident.records->pg_settings.empty() || incident.refusal || incident.limit ||
      incident.context_dump)
    return true;
  return std::any_of(incident.processes.begin(), incident.processes.end(),
                     [](const Process& process) { return is_postgres(process.role); });
}

}  // namespace laststraw::judge
