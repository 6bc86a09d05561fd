#include "judge/facts.hpp"

#include <algorithm>
#include <cstdlib>

#include "judge/checks.hpp"
#include "judge/excerpt.hpp"
#include "judge/words.hpp"
#include "judge/zones.hpp"
#include "laststraw/record/overcommit.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

Citation anchor_of(const Incident& incident) {
  if (incident.report) {
    if (!incident.report->kills.empty()) return incident.report->kills.front().cite;
    if (incident.report->invocation) return incident.report->invocation->cite;
  }
  if (incident.postgres.death) return incident.postgres.death->cite;
  if (incident.refusal) return incident.refusal->cite;
  if (incident.other_killer) return incident.other_killer->cite;
  if (!incident.witnesses.empty()) return incident.witnesses.front().cite;
  if (incident.pressure) return incident.pressure->cite;
  if (incident.postgres.outage) return incident.postgres.outage->cite;
  return {};
}

/// Without strict overcommit nothing refuses but the process' own limit (RLIMIT_AS, /proc/PID/limits).
std::optional<Cited<Bytes>> own_limit(const Incident& incident) {
  const Records& records = *incident.records;
  if (incident.kind != IncidentKind::enomem || overcommit_of(records.sysctl).strict()) return std::nullopt;
  return size_of(records.limits.address_space);
}

constexpr int kTooWide = 2;  // times: a score with an adjustment in it that nobody prints tells no total

/// What there was, from the best that tells: the kernel's report, a process's own limit, what a witness or file names, the score.
void note_total(Facts& facts, const Incident& incident) {
  const bool refused = incident.kind == IncidentKind::enomem, group = incident.kind == IncidentKind::memcg_oom;
  const auto note = [&](const Cited<Bytes>& total, LedgerOf of, Sentence name) {
    facts.total = total, facts.total_of = of, facts.total_name = std::move(name);
  };
  if (incident.ledger.total)
    note(*incident.ledger.total, incident.ledger.of, incident.ledger.of == LedgerOf::ram ? say("RAM") : say("the cgroup limit"));
  else if (const auto limit = own_limit(incident))
    note(*limit, LedgerOf::nothing, say("the address-space limit of a process (ulimit -v)"));
  else if (const auto named = group ? named_limit(incident) : std::nullopt)
    note(*named, LedgerOf::cgroup_limit, say("the cgroup limit"));
  else if (const auto& commit = incident.records->meminfo.commit_limit; refused && commit)
    note(*commit, LedgerOf::nothing, say("the commit limit"));
  else if (const auto& ram = incident.records->meminfo.total; !refused && ram)
    note(*ram, LedgerOf::ram, say("RAM"));
  else if (const auto reckoned = total_by_score(incident); reckoned && reckoned->value.high <= reckoned->value.low * kTooWide) {
    const Bytes size = reckoned->value.middle();
    const int score = share_by_score(incident)->score;
    note({reckoned->value.middle(), reckoned->cite}, group ? LedgerOf::cgroup_limit : LedgerOf::ram_and_swap,
         group ? say("a cgroup limit of {0}, reckoned from score {1}", size, score)
               : say("{0} of RAM and swap, reckoned from score {1}", size, score));
  }
}

void note_budget(Facts& facts, const Incident& incident) {
  note_total(facts, incident);
  if (facts.total && facts.total->value.count <= 0) facts.total.reset();
  if (!facts.total) return;
  facts.reserve = facts.total->value / 10;
  if (const LedgerPart* free = facts.part(PartKind::free)) facts.free_now = free->size.middle();
  if (incident.report && incident.kind == IncidentKind::kernel_oom) {
    facts.reach = reach_of(*incident.report);
    if (facts.reach)
      facts.free_now = std::min(facts.free_now, facts.reach->within);
    else
      for (const ZoneRow& zone : incident.report->zones) facts.free_now -= zone.min - zone.boost.value_or(Bytes{0});
  }
  facts.free_now = std::max(facts.free_now, Bytes{0});
}

void note_configuration(Facts& facts, const Incident& incident) {
  const Settings& settings = incident.records->pg_settings;
  facts.shared_buffers = cited(pg_bytes(settings, "shared_buffers"), settings, "shared_buffers");
  // Checkpoints tell it too: "wrote 532 buffers (26.0%)" (LogCheckpointEnd() in access/transam/xlog.c).
  if (const PgHistory& history = *incident.history; !facts.shared_buffers && history.shared_buffers_seen && history.shared_buffers_cite)
    facts.shared_buffers = {*history.shared_buffers_seen, *history.shared_buffers_cite};
  facts.work_mem = cited(pg_bytes(settings, "work_mem"), settings, "work_mem");
  if (const auto connections = integer(settings, "max_connections"); connections && *connections > 0 && *connections <= kMaxBackends)
    facts.max_connections = cited(connections, settings, "max_connections");
  // 1.0 in 13 and 14, 2.0 since 15 (release notes of 15); before 13 a hash kept to work_mem.
  if (major_version(incident) >= 15) facts.hash_mem_multiplier = 2.0;
  if (const Setting* multiplier = find(settings, "hash_mem_multiplier"))
    if (const double value = std::atof(multiplier->value.c_str()); value >= 1 && value <= 1000) facts.hash_mem_multiplier = value;
}

/// What the processes' own rows add up to, where at least one row tells.
std::optional<Cited<Bytes>> page_tables_by_process(const Facts& facts) {
  const Incident& incident = *facts.incident;
  std::optional<Bytes> sum;
  for (const Process& process : incident.processes)
    if (process.page_tables) sum = sum.value_or(Bytes{0}) + *process.page_tables;
  if (!sum) return std::nullopt;
  return Cited<Bytes>{*sum, incident.report ? facts.or_anchor(incident.report->tasks_header) : facts.anchor};
}

void note_shared(Facts& facts, const Incident& incident) {
  if (const LedgerPart* shared = facts.part(PartKind::shared_memory)) facts.shmem = facts.placed(*shared);
  if (facts.shmem && facts.shared_buffers) {
    // What processes have mapped is somebody's; files in tmpfs are mapped by nobody.
    Bytes mapped{};
    for (const Process& process : incident.processes) mapped = std::max(mapped, process.shmem.value_or(Bytes{0}));
    const Bytes servers = facts.shared_buffers->value + facts.shared_buffers->value / 10;
    facts.beyond_mapped = {std::max(Bytes{0}, facts.shmem->value - std::max(servers, mapped)), facts.shmem->cite};
  }
  if (const LedgerPart* tables = facts.part(PartKind::page_tables))
    facts.page_tables = facts.placed(*tables);
  else
    facts.page_tables = page_tables_by_process(facts);
  if (incident.kind != IncidentKind::memcg_oom) return;
  if (const auto available = last_before(incident, "mem_available_bytes"))
    facts.host_available = {Bytes{to_whole(available->value)}, available->cite};
  else
    facts.host_available = incident.records->meminfo.available;
}

/// Shares below which memory counts as short, above which as to spare.
constexpr double kShort = 0.05, kSpare = 0.15;

/// Rounded down: what was left must not look like more than it was.
Percent whole_percent(double fraction) { return {static_cast<int>(fraction * 100) / 100.0}; }

void note_shortage(Facts& facts, const Incident& incident) {
  if (incident.report || incident.refusal || incident.pressure) {
    facts.shortage = Shortage::yes;
    return;
  }
  const Records& records = *incident.records;
  // A limit of the group comes first: within it the host's memory does not matter.
  const auto limit = records.cgroup.limit();
  const auto& ram = records.meminfo.total;
  const auto usage = last_before(incident, "memcg_usage_bytes"), available = last_before(incident, "mem_available_bytes");
  double left = 0;
  if (usage && limit && (!ram || limit->value < ram->value)) {
    left = 1 - usage->value / static_cast<double>(limit->value.count);
    facts.was_left = {say("{0} of the cgroup limit was unused", whole_percent(left)), usage->cite};
  } else if (available && ram && ram->value.count > 0) {
    left = available->value / static_cast<double>(ram->value.count);
    facts.was_left = {say("{0} of the RAM was available", whole_percent(left)), available->cite};
  }
  if (!facts.was_left) return;
  if (left >= kSpare)
    facts.shortage = Shortage::no;
  else if (left < kShort)
    facts.shortage = Shortage::yes;
}

bool table_is_whole(const OomReport& report) {
  if (report.tasks.empty()) return false;
  return std::none_of(report.defects.begin(), report.defects.end(), [](Defect defect) {
    return defect == Defect::no_task_table || defect == Defect::no_task_table_head || defect == Defect::task_table_cut;
  });
}

}  // namespace

const LedgerPart* Facts::part(PartKind kind) const {
  for (const LedgerPart& known : incident->ledger.parts)
    if (known.kind == kind) return &known;
  return nullptr;
}

int major_version(const Incident& incident) { return incident.postgres.version ? incident.postgres.version->value.major : 0; }

Facts facts_of(const Incident& incident) {
  Facts facts;
  facts.incident = &incident;
  facts.anchor = anchor_of(incident);
  facts.sizes_at_kill = !incident.report || table_is_whole(*incident.report);
  note_budget(facts, incident);
  note_processes(facts);
  note_configuration(facts, incident);
  note_shared(facts, incident);
  note_candidates(facts);
  note_shortage(facts, incident);
  return facts;
}

std::optional<Cited<double>> last_before(const Incident& incident, std::string_view name) {
  if (!incident.when.wall) return std::nullopt;
  for (const AlignedSeries& series : incident.series) {
    if (series.name != name) continue;
    const auto after = std::upper_bound(series.points.begin(), series.points.end(), *incident.when.wall,
                                        [](const WallTime& at, const AlignedSeries::Point& point) { return at < point.at; });
    if (after == series.points.begin()) continue;
    // The row itself is not kept; the place is, and the reader finds the number there.
    const AlignedSeries::Point& last = *std::prev(after);
    return Cited<double>{last.value, {{series.source, last.line, last.line}, ""}};
  }
  return std::nullopt;
}

std::optional<Bytes> badness_total(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kind == IncidentKind::memcg_oom) return facts.total ? std::optional(facts.total->value) : std::nullopt;
  const auto ram = ram_of(facts);
  if (!ram) return std::nullopt;
  if (const auto& swap = incident.records->meminfo.swap_total) return ram->value + swap->value;
  return ram->value + (incident.report ? incident.report->swap_total.value_or(Bytes{0}) : Bytes{0});
}

}  // namespace laststraw::judge
