#include "analyze/picture/scene.hpp"

#include <algorithm>
#include <chrono>

#include "judge/hypotheses.hpp"
#include "judge/words.hpp"
#include "laststraw/words.hpp"
#include "text/say.hpp"

namespace laststraw::picture {

using namespace std::chrono_literals;

namespace {

/// A quantity of the judgement, where it is known closely.
std::optional<Bytes> quantity(const Judgement& judgement, std::string_view name) {
  for (const Quantity& one : judgement.quantities)
    if (one.name == name && one.size.low.count > 0 && one.size.high <= scaled(one.size.low, 1.05)) return one.size.middle();
  return std::nullopt;
}

Sentence named(const Process& process) {
  if (!is_postgres(process.role)) return Sentence(command_name(process.comm));
  return Sentence(judge::words(process));
}

/// When it began, where that is not long ago.
std::optional<WallTime> start_of(const Process& process, const Scene& scene) {
  const Incident& incident = scene.incident();
  std::optional<WallTime> start;
  if (process.age) start = scene.when - *process.age;
  for (const TimelineEntry& entry : incident.timeline)
    if (const auto* moment = std::get_if<Moment>(&entry.kind); moment && *moment == Moment::victim_started && process.victim)
      start = entry.when.wall;
  const bool recent = start && *start < scene.when && scene.when - *start < 6h;
  return recent ? start : std::nullopt;
}

void accuse(Accused& accused, const Process& process, const Scene& scene) {
  accused.what = named(process);
  if (is_postgres(process.role))
    accused.pids.insert(number(process.pid));
  else
    accused.program = process.comm;
  accused.start = start_of(process, scene);
}

/// The largest of those that the group can be.
void accuse(Accused& accused, const GroupAtFault& group, const Incident& incident) {
  std::vector<const Process*> those;
  for (const Process& process : incident.processes) {
    const bool of_kind = group.of == GroupOf::sessions ? is_session(process.role) : process.role == Role::autovacuum_worker;
    const bool of_name =
        (group.application.empty() || process.application == group.application) && (group.user.empty() || process.user == group.user);
    if (of_kind && of_name && process.anon) those.push_back(&process);
  }
  std::stable_sort(those.begin(), those.end(), [](const Process* a, const Process* b) { return a->anon->middle() > b->anon->middle(); });
  if (group.count > 0 && those.size() > static_cast<std::size_t>(group.count)) those.resize(static_cast<std::size_t>(group.count));
  for (const Process* one : those) accused.pids.insert(number(one->pid));
  accused.what = group.of == GroupOf::sessions ? say_count(those.size(), "{0} session", "{0} sessions")
                                               : say_count(those.size(), "{0} autovacuum worker", "{0} autovacuum workers");
}

/// The layer that a cause is about.
std::string layer_of(const Finding& finding) {
  using namespace judge;
  if (finding.cause == shared_buffers_too_large.id || finding.cause == tmpfs_or_shm_files.id || finding.cause == parallel_query.id)
    return "shared_memory";
  if (finding.cause == page_tables.id) return "page_tables";
  if (finding.cause == kernel_memory.id) return "slab";
  return finding.cause == hugepages_over_reserved.id ? "huge_pages" : "";
}

void accuse(Scene& scene) {
  if (scene.judgement.verdict == VerdictKind::undecided || scene.judgement.findings.empty()) return;
  const Finding& finding = scene.judgement.findings.front();
  scene.accused.layer = layer_of(finding);
  scene.accused.bytes = finding.culprit.bytes;
  if (const auto* group = std::get_if<GroupAtFault>(&finding.culprit.who)) accuse(scene.accused, *group, scene.incident());
  if (std::holds_alternative<ProgramAtFault>(finding.culprit.who) && scene.facts.program.process)
    return accuse(scene.accused, *scene.facts.program.process, scene);
  for (const Process& process : scene.incident().processes)
    if (finding.culprit.pid() == process.pid) return accuse(scene.accused, process, scene);
}

}  // namespace

std::optional<Scene> scene_of(const judge::Facts& facts, const Judgement& judgement) {
  const Incident& incident = *facts.incident;
  if (!incident.when.wall) return std::nullopt;
  Scene scene{facts, judgement, {}, *incident.when.wall, incident.kind == IncidentKind::memcg_oom, {}, mib(128), {}, {}, {}, {}, {}};
  scene.limit = quantity(judgement, scene.in_group ? "limit_bytes" : "ram_bytes");
  if (const auto segment = quantity(judgement, "shared_memory_bytes"))
    scene.segment = *segment;
  else if (const auto buffers = quantity(judgement, "shared_buffers_bytes"))
    scene.segment = scaled(*buffers, 1.1);  // with what the server needs besides
  for (const Process& process : incident.processes) {
    if (process.shmem && is_postgres(process.role)) scene.touched[number(process.pid)] = *process.shmem;
    if (!is_postgres(process.role)) scene.programs[number(process.pid)] = process.comm;
    if (process.victim) scene.victims.insert(number(process.pid));
    if (process.role == Role::postmaster) scene.postmaster = number(process.pid);
  }
  std::vector<Bytes> all;
  for (const auto& [pid, size] : scene.touched) all.push_back(size);
  if (!all.empty()) {
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
    scene.usually_touched = all[all.size() / 2];
  }
  accuse(scene);
  // What a parallel query's processes hold together is shared memory.
  if (scene.accused.layer == "shared_memory") scene.accused.pids.clear(), scene.accused.bytes.reset();
  scene.accused.grows = scene.accused.start;
  const auto& decline = incident.decline;
  if (!scene.accused.start && decline && !decline->whole_history && decline->onset < scene.when && decline->onset > scene.when - 6h)
    scene.accused.grows = decline->onset;
  return scene;
}

const AlignedSeries* find_series(const Incident& incident, std::string_view name) {
  for (const AlignedSeries& series : incident.series)
    if (series.name == name && !series.points.empty()) return &series;
  return nullptr;
}

std::optional<Bytes> counted(const Incident& incident, std::string_view name, WallTime at) {
  const AlignedSeries* series = find_series(incident, name);
  if (!series) return std::nullopt;
  const auto after = std::upper_bound(series->points.begin(), series->points.end(), at,
                                      [](WallTime t, const AlignedSeries::Point& p) { return t < p.at; });
  const auto value = [](const AlignedSeries::Point& point) -> std::optional<Bytes> {
    return point.value >= 0 ? std::optional(Bytes{to_whole(point.value)}) : std::nullopt;  // neither damage nor NaN
  };
  if (after != series->points.begin() && at - std::prev(after)->at <= 10min) return value(*std::prev(after));
  if (after != series->points.end() && after->at - at <= 10min) return value(*after);
  return std::nullopt;
}

std::optional<Bytes> counted_in_use(const Scene& scene, WallTime at) {
  const Incident& incident = scene.incident();
  if (!scene.in_group) {
    const auto available = counted(incident, "mem_available_bytes", at);
    return available && scene.limit && *available <= *scene.limit ? std::optional(*scene.limit - *available) : std::nullopt;
  }
  const auto anon = counted(incident, "memcg_anon_bytes", at), shared = counted(incident, "memcg_shmem_bytes", at);
  return anon && shared ? std::optional(*anon + *shared) : counted(incident, "memcg_usage_bytes", at);
}

}  // namespace laststraw::picture
