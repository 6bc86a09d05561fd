#include "judge/facts.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "judge/checks.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

using namespace std::chrono_literals;

/// The stretch that growth is looked for in must hold at least this share of the total, else it is lengthened.
constexpr double kTellingGrowth = 0.10;

void note_budget(Facts& facts, const Incident& incident) {
  const Records& records = *incident.records;
  if (incident.ledger.total.count > 0) {
    facts.total = incident.ledger.total;
    facts.total_name = incident.ledger.of == "RAM" ? say("RAM") : say("the cgroup limit");
    facts.total_cite = incident.ledger.total_cite;
  } else if (const auto own_limit = integer(records.host, "limit_address_space");
             incident.kind == IncidentKind::enomem && own_limit && integer(records.sysctl, "vm.overcommit_memory") != std::optional<std::int64_t>(2)) {
    // Without strict overcommit nothing refuses but the process' own limit (RLIMIT_AS, /proc/PID/limits).
    facts.total = Bytes{*own_limit};
    facts.total_name = say("the address-space limit of a process (ulimit -v)");
    facts.total_cite = find(records.host, "limit_address_space")->cite;
  } else {
    const char* name = incident.kind == IncidentKind::enomem ? "CommitLimit" : "MemTotal";
    if (const auto size = integer(records.meminfo, name)) {
      facts.total = kib(*size);
      facts.total_name = incident.kind == IncidentKind::enomem ? say("the commit limit") : say("RAM");
      facts.total_cite = find(records.meminfo, name)->cite;
    }
  }
  facts.reserve = facts.total / 10;
  if (const LedgerPart* free = facts.part("free")) facts.free_now = free->size.middle();
  if (incident.report && incident.kind == IncidentKind::kernel_oom)
    for (const ZoneRow& zone : incident.report->zones) facts.free_now -= zone.min - zone.boost.value_or(Bytes{0});
  facts.free_now = std::max(facts.free_now, Bytes{0});
}

void note_processes(Facts& facts, const Incident& incident) {
  std::map<std::string, Program> programs;
  for (const Process& process : incident.processes) {
    if (is_session(process.role)) {
      facts.sessions.push_back(&process);
      facts.sessions_private += process.anon.middle();
      if (process.role == Role::parallel_worker) facts.workers.push_back(&process);
    } else if (process.role == Role::external) {
      Program& program = programs[process.comm];
      program.name = process.comm;
      program.processes.push_back(&process);
      program.anon += process.anon.middle();
    }
    facts.page_tables += process.page_tables;
  }
  // Pages still shared since fork are counted in each process; the ledger's sum is the truth.
  Bytes postgres{};
  for (const Process& process : incident.processes)
    if (is_postgres(process.role)) postgres += process.anon.middle();
  if (const LedgerPart* part = facts.part("postgres private"); part && part->size.middle() < postgres)
    facts.sessions_private = scaled(facts.sessions_private, share(part->size.middle(), postgres));
  const auto larger = [](const Process* a, const Process* b) { return a->anon.middle() > b->anon.middle(); };
  std::stable_sort(facts.sessions.begin(), facts.sessions.end(), larger);
  for (auto& [name, program] : programs) {
    std::stable_sort(program.processes.begin(), program.processes.end(), larger);
    facts.programs.push_back(std::move(program));
  }
  // The largest is the one that holds most for certain.
  const auto certain = [](const Program& program) {
    Bytes low{};
    for (const Process* process : program.processes) low += process->anon.low;
    return low;
  };
  std::stable_sort(facts.programs.begin(), facts.programs.end(), [&](const Program& a, const Program& b) {
    return certain(a) != certain(b) ? certain(a) > certain(b) : a.anon > b.anon;
  });

  // Gini coefficient over sessions sorted by size: 0 all equal, 1 one has it all.
  const auto n = static_cast<double>(facts.sessions.size());
  double weighted = 0;
  for (std::size_t i = 0; i < facts.sessions.size(); ++i)      // largest first, so ranks count down
    weighted += (n - static_cast<double>(i)) * static_cast<double>(facts.sessions[i]->anon.middle().count);
  if (n > 1 && facts.sessions_private.count > 0)
    facts.gini = 2 * weighted / (n * static_cast<double>(facts.sessions_private.count)) - (n + 1) / n;
}

void note_configuration(Facts& facts, const Incident& incident) {
  const Settings& settings = incident.records->pg_settings;
  facts.shared_buffers = pg_bytes(settings, "shared_buffers");
  // Checkpoints tell it too: "wrote 532 buffers (26.0%)".
  if (!facts.shared_buffers) facts.shared_buffers = incident.history->shared_buffers_seen;
  facts.work_mem = pg_bytes(settings, "work_mem");
  if (const auto connections = integer(settings, "max_connections"); connections && *connections > 0 && *connections <= kMaxBackends)
    facts.max_connections = connections;
  // 1.0 in 13 and 14, 2.0 since (docs/reference/postgres.md 2.9); before 13 a hash kept to work_mem.
  if (std::atoi(incident.postgres.version.c_str()) >= 15) facts.hash_mem_multiplier = 2.0;
  if (const Setting* multiplier = find(settings, "hash_mem_multiplier"))
    if (const double value = std::atof(multiplier->value.c_str()); value >= 1 && value <= 1000) facts.hash_mem_multiplier = value;
}

void note_shared(Facts& facts, const Incident& incident) {
  if (const LedgerPart* shared = facts.part("shared memory")) {
    facts.shmem = shared->size.middle();
    facts.shmem_cite = shared->cite;
  }
  if (const LedgerPart* tables = facts.part("page tables")) {
    facts.page_tables = tables->size.middle();
    facts.page_tables_cite = tables->cite;
  }
  if (incident.kind != IncidentKind::memcg_oom) return;
  if (const auto available = last_before(incident, "mem_available_bytes")) {
    facts.host_available = Bytes{to_whole(*available)};
    facts.host_available_cite = cite_last_before(incident, "mem_available_bytes");
  } else if (const auto available_kb = integer(incident.records->meminfo, "MemAvailable")) {
    facts.host_available = kib(*available_kb);
    facts.host_available_cite = find(incident.records->meminfo, "MemAvailable")->cite;
  }
}

/// Captures carry the zone they print; those without are read on the clock the series were aligned with.
std::optional<WallTime> taken(const ProcessList& list) {
  if (!list.stamp || !list.stamp->civil) return std::nullopt;
  return WallTime{*list.stamp->civil - Micros(list.stamp->utc_offset.value_or(0min))};
}

/// The latest capture since which at least kTellingGrowth of the total was taken; else the earliest one.
void choose_capture(Facts& facts, const Incident& incident) {
  std::vector<std::pair<WallTime, const ProcessList*>> before;
  for (const ProcessList& list : incident.records->process_lists)
    if (const auto at = taken(list); at && incident.when.wall && *at <= *incident.when.wall && !list.rows.empty())
      before.emplace_back(*at, &list);
  std::sort(before.begin(), before.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [at, list] : before) {
    facts.captured_before = list;
    facts.captured_at = at;
    Bytes taken_since{};
    for (const Process& process : incident.processes)
      if (const auto growth = facts.growth(process); growth && growth->by.count > 0) taken_since += growth->by;
    if (share(taken_since, facts.total) >= kTellingGrowth) return;
  }
}

/// The session that took the most in the last stretch, where that is telling; else the largest one.
Candidate candidate_session(const Facts& facts) {
  Candidate candidate;
  Bytes most{};
  for (const Process* session : facts.sessions) {
    const auto growth = facts.growth(*session);
    if (growth && growth->by > most && growth->by >= facts.reserve) {
      most = growth->by;
      candidate.process = session;
    }
  }
  if (!candidate.process && !facts.sessions.empty()) candidate.process = facts.sessions.front();
  if (!candidate.process) return candidate;
  candidate.size = candidate.process->anon.middle();
  candidate.peers = facts.median_of_others(*candidate.process);
  candidate.growth = facts.growth(*candidate.process);
  return candidate;
}

Candidate candidate_program(const Facts& facts) {
  Candidate candidate;
  if (facts.programs.empty()) return candidate;
  candidate.program = &facts.programs.front();
  candidate.process = candidate.program->processes.front();
  candidate.size = candidate.program->anon;
  candidate.growth = facts.growth(*candidate.process);
  return candidate;
}

/// Median resident size of the other sessions: of equal sessions the shared part is equal too, so that the difference of
/// resident sizes bounds the excess where private memory is only known as an interval.
Bytes median_rss_of_others(const Facts& facts, const Process& process) {
  std::vector<Bytes> others;
  for (const Process* other : facts.sessions)
    if (other != &process) others.push_back(other->rss);
  if (others.empty()) return Bytes{0};
  std::nth_element(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2), others.end());
  return others[others.size() / 2];
}

Interval excess_of(const Facts& facts, const Candidate& candidate) {
  Interval size{};
  if (candidate.program)
    for (const Process* process : candidate.program->processes) size = size + process->anon;
  else
    size = candidate.process->anon;
  const auto positive = [](Bytes b) { return std::max(Bytes{0}, b); };
  if (size.low == size.high || candidate.program) return {positive(size.low - candidate.peers), positive(size.high - candidate.peers)};
  const Bytes by_rss = positive(candidate.process->rss - median_rss_of_others(facts, *candidate.process));
  const Bytes by_low = positive(size.low - candidate.peers);
  return {std::min(by_low, by_rss), std::max(by_low, by_rss)};
}

void weigh(Candidate& candidate, const Facts& facts) {
  if (!candidate.process || facts.total.count == 0) {
    candidate.impossible = true;
    return;
  }
  candidate.excess = excess_of(facts, candidate);
  candidate.free_without = facts.free_now + candidate.excess.low;
  const auto enough = [&](Bytes excess) { return facts.free_now + excess >= facts.reserve && excess >= facts.reserve / 2; };
  candidate.sufficient = enough(candidate.excess.low);
  candidate.impossible = !enough(candidate.excess.high);
}

/// Shares below which memory counts as short, above which as to spare.
constexpr double kShort = 0.05, kSpare = 0.15;

/// Rounded down: what was left must not look like more than it was.
std::string whole_percent(double fraction) { return std::to_string(static_cast<int>(fraction * 100)) + " %"; }

void note_shortage(Facts& facts, const Incident& incident) {
  if (incident.report || incident.refusal) {
    facts.shortage = Shortage::yes;
    return;
  }
  const Records& records = *incident.records;
  // A limit of the group comes first: within it the host's memory does not matter.
  const auto limit = integer(records.cgroup, "memory.max") ? integer(records.cgroup, "memory.max")
                                                           : integer(records.cgroup, "memory.limit_in_bytes");
  const auto total_kb = integer(records.meminfo, "MemTotal");
  double left = -1;
  const auto usage = last_before(incident, "memcg_usage_bytes");
  if (usage && limit && *limit > 0 && (!total_kb || *limit < *total_kb * 1024)) {
    left = 1 - *usage / static_cast<double>(*limit);
    facts.shortage_cite = cite_last_before(incident, "memcg_usage_bytes");
    facts.shortage_words = say("{0} of the cgroup limit was unused", whole_percent(left));
  } else if (const auto available = last_before(incident, "mem_available_bytes"); available && total_kb && *total_kb > 0) {
    left = *available / (static_cast<double>(*total_kb) * 1024);
    facts.shortage_cite = cite_last_before(incident, "mem_available_bytes");
    facts.shortage_words = say("{0} of the RAM was available", whole_percent(left));
  }
  if (left < 0) return;
  if (left >= kSpare) facts.shortage = Shortage::no;
  else if (left < kShort) facts.shortage = Shortage::yes;
}

Citation anchor_of(const Incident& incident) {
  if (incident.report) {
    if (!incident.report->kills.empty()) return incident.report->kills.front().cite;
    if (incident.report->invocation) return incident.report->invocation->cite;
  }
  if (incident.postgres.death) return incident.postgres.death->cite;
  if (incident.refusal) return incident.refusal->cite;
  if (incident.other_killer) return incident.other_killer->cite;
  if (!incident.witnesses.empty()) return incident.witnesses.front().cite;
  return {};
}

}  // namespace

std::optional<Growth> Facts::growth(const Process& process) const {
  if (!captured_before) return std::nullopt;
  for (const ProcessRow& row : captured_before->rows)
    if (row.pid == process.pid)
      return Growth{std::min(process.rss - row.rss.value_or(Bytes{0}), process.anon.high),
                    Citation{{captured_before->source, row.line, row.line}, row.command}};
  // Not in the capture: it was not there yet, or (captures are often cut short) it was and is not shown.
  if (process.age && incident->when.wall && *incident->when.wall - *process.age < *captured_at) return std::nullopt;
  return Growth{process.anon.middle(), captured_before->cite};
}

const Started* Facts::began_with_decline(const Process& process) const {
  // What is older than the history has an unknown beginning.
  if (!incident->decline || incident->decline->whole_history) return nullptr;
  for (const Started& started : incident->decline->started)
    if (started.pid == process.pid) return &started;
  return nullptr;
}

Bytes Facts::median_of_others(const Process& process) const {
  std::vector<Bytes> others;
  for (const Process* other : sessions)
    if (other != &process) others.push_back(other->anon.middle());
  if (others.empty()) return Bytes{0};
  std::nth_element(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2), others.end());
  return others[others.size() / 2];
}

bool Facts::another_grew(const Candidate& candidate) const {
  for (const Process& process : incident->processes) {
    if (&process == candidate.process) continue;
    const auto grown = growth(process);
    if (grown && grown->by >= reserve) return true;
  }
  return false;
}

bool Facts::cannot_be(const Candidate& candidate) const {
  if (candidate.sufficient) return false;
  const bool stood_still = candidate.growth && share(candidate.growth->by, total) < 0.02;
  return candidate.impossible || stood_still;
}

const LedgerPart* Facts::part(std::string_view name) const {
  for (const LedgerPart& known : incident->ledger.parts)
    if (known.name == name) return &known;
  return nullptr;
}

namespace {

bool table_is_whole(const OomReport& report) {
  if (report.tasks.empty()) return false;
  return std::none_of(report.defects.begin(), report.defects.end(), [](const std::string& defect) { return defect.find("task table") != std::string::npos; });
}

}  // namespace

Facts facts_of(const Incident& incident) {
  Facts facts;
  facts.incident = &incident;
  facts.sizes_at_kill = !incident.report || table_is_whole(*incident.report);
  note_budget(facts, incident);
  note_processes(facts, incident);
  note_configuration(facts, incident);
  note_shared(facts, incident);
  choose_capture(facts, incident);
  facts.session = candidate_session(facts);
  facts.program = candidate_program(facts);
  weigh(facts.session, facts);
  weigh(facts.program, facts);
  note_shortage(facts, incident);
  facts.anchor = anchor_of(incident);
  return facts;
}

std::optional<double> last_before(const Incident& incident, std::string_view name) {
  std::optional<double> value;
  for (const AlignedSeries& series : incident.series)
    if (series.name == name && !value)
      for (const AlignedSeries::Point& point : series.points)
        if (incident.when.wall && point.at <= *incident.when.wall) value = point.value;
  return value;
}

std::optional<Citation> cite_last_before(const Incident& incident, std::string_view name) {
  for (const AlignedSeries& series : incident.series) {
    if (series.name != name) continue;
    const AlignedSeries::Point* last = nullptr;
    for (const AlignedSeries::Point& point : series.points)
      if (incident.when.wall && point.at <= *incident.when.wall) last = &point;
    // The row itself is not kept; the place is, and the reader finds the number there.
    if (last) return Citation{{series.source, last->line, last->line}, ""};
  }
  return std::nullopt;
}

std::optional<Citation> row_of(const Process& process) {
  return process.known_from.empty() ? std::nullopt : std::optional(process.known_from.front());
}

}  // namespace laststraw::judge
