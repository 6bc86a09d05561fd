// Victims, invoker, processes.
#include <algorithm>
#include <tuple>

#include "report/compose.hpp"

namespace laststraw::report {

namespace {

/// Processes beyond these are more than anybody reads.
constexpr std::size_t kMostProcesses = 5000;

Number pid_of(std::int32_t pid) { return pid > 0 ? Number(pid) : std::nullopt; }

/// Sizes below zero are damage.
Number size_of(const std::optional<Bytes>& size) { return size && size->count >= 0 ? Number(size->count) : std::nullopt; }
Number middle_of(const std::optional<Interval>& size) { return size ? size_of(size->middle()) : std::nullopt; }

Person person(const laststraw::Process& process, const Places& places) {
  return {pid_of(number(process.pid)),
          process.comm,
          std::string(role_name(process.role)),
          process.user,
          process.database,
          process.application,
          process.statement,
          middle_of(process.anon),
          size_of(process.shmem),
          {},
          places(process.known_from)};
}

std::optional<Person> invoker_of(const laststraw::Incident& incident, const Places& places) {
  if (!incident.invocation) return std::nullopt;
  Person invoker;
  if (incident.invoker) {
    invoker = person(incident.processes[*incident.invoker], places);
  } else {
    invoker.pid = incident.invocation->pid ? pid_of(number(*incident.invocation->pid)) : std::nullopt;
    invoker.role = "external";
    invoker.evidence.push_back(places(incident.invocation->cite));
  }
  invoker.comm = incident.invocation->comm;
  return invoker;
}

Process row(const laststraw::Process& process, const Places& places) {
  Process to;
  to.pid = pid_of(number(process.pid));
  to.comm = process.comm;
  to.command = process.command;
  to.role = role_name(process.role);
  to.role_inferred = process.role_inferred;
  to.user = process.user;
  to.database = process.database;
  to.application = process.application;
  to.statement = process.statement;
  to.anon_bytes = middle_of(process.anon);
  to.anon_low_bytes = process.anon ? size_of(process.anon->low) : std::nullopt;
  to.anon_high_bytes = process.anon ? size_of(process.anon->high) : std::nullopt;
  to.shmem_bytes = size_of(process.shmem);
  to.rss_bytes = size_of(process.rss);
  to.page_tables_bytes = size_of(process.page_tables);
  to.swap_bytes = size_of(process.swap);
  if (process.oom_score_adj) to.oom_score_adj = *process.oom_score_adj;
  if (process.age && process.age->count() >= 0) to.age_s = process.age->count();
  to.victim = process.victim;
  to.invoker = process.invoker;
  if (!process.known_from.empty()) to.at = places(process.known_from.front().at);
  return to;
}

/// For the order only.
Bytes held(const laststraw::Process& process) {
  return (process.anon ? process.anon->middle() : Bytes{0}) + process.shmem.value_or(Bytes{0});
}

/// All processes, or the largest where there are more than anybody reads, with those that matter; in the order they have.
std::vector<const laststraw::Process*> listed(const std::vector<laststraw::Process>& processes) {
  std::vector<const laststraw::Process*> chosen;
  chosen.reserve(processes.size());
  for (const laststraw::Process& process : processes) chosen.push_back(&process);
  if (chosen.size() <= kMostProcesses) return chosen;
  std::nth_element(chosen.begin(), chosen.begin() + kMostProcesses, chosen.end(), [](const auto* a, const auto* b) {
    return std::tuple(a->victim || a->invoker, held(*a), b) > std::tuple(b->victim || b->invoker, held(*b), a);
  });
  chosen.resize(kMostProcesses);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

void compose_people(Incident& to, const laststraw::Incident& from, const Places& places) {
  for (const std::size_t victim : from.victims) to.victims.push_back(person(from.processes[victim], places));
  if (!to.victims.empty()) to.victim = to.victims.front();
  to.invoker = invoker_of(from, places);
  for (const laststraw::Process* process : listed(from.processes)) to.processes.push_back(row(*process, places));
  to.processes_left_out = from.processes.size() - to.processes.size();
}

}  // namespace laststraw::report
