// Victims, invoker, processes. The model keeps 0 where a kernel or a capture does not print a size; what a line of the
// kernel's report does print tells the two apart here.
#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "report/compose.hpp"

namespace laststraw::report {

namespace {

/// Processes beyond these are more than anybody reads.
constexpr std::size_t kMostProcesses = 5000;

Number pid_of(std::int32_t pid) { return pid > 0 ? Number(pid) : std::nullopt; }

/// What the kernel printed of each process: which of its zeroes are numbers.
class Printed {
 public:
  explicit Printed(const OomReport* report) {
    if (!report) return;
    for (const TaskRow& row : report->tasks) rows_.try_emplace(number(row.tgid), &row);
    for (const Kill& kill : report->kills) kills_.try_emplace(number(kill.pid), &kill);
  }

  Number anon(const laststraw::Process& process, Bytes size) const {
    const TaskRow* row = of(rows_, process);
    const Kill* kill = of(kills_, process);
    return known(size, process.anon.high.count > 0 || (row && (row->rss_anon || row->rss.count == 0)) || (kill && kill->anon_rss));
  }
  Number shmem(const laststraw::Process& process) const {
    const TaskRow* row = of(rows_, process);
    const Kill* kill = of(kills_, process);
    return known(process.shmem, (row && row->rss_shmem) || (kill && kill->shmem_rss));
  }
  Number rss(const laststraw::Process& process) const { return known(process.rss, of(rows_, process) != nullptr); }
  Number page_tables(const laststraw::Process& process) const {
    const TaskRow* row = of(rows_, process);
    const Kill* kill = of(kills_, process);
    return known(process.page_tables, (row && row->page_tables) || (kill && kill->page_tables));
  }
  Number swap(const laststraw::Process& process) const {
    const TaskRow* row = of(rows_, process);
    return known(process.swap, row && row->swap);
  }
  Number oom_score_adj(const laststraw::Process& process) const {
    const Kill* kill = of(kills_, process);
    const bool printed = of(rows_, process) != nullptr || (kill && kill->oom_score_adj) || process.oom_score_adj != 0;
    return printed ? Number(process.oom_score_adj) : std::nullopt;
  }

 private:
  template <class Map> static typename Map::mapped_type of(const Map& map, const laststraw::Process& process) {
    const auto found = map.find(number(process.pid));
    return found == map.end() ? nullptr : found->second;
  }
  /// Sizes below zero are damage.
  static Number known(Bytes size, bool printed) { return size.count > 0 || (size.count == 0 && printed) ? Number(size.count) : std::nullopt; }

  std::unordered_map<std::int32_t, const TaskRow*> rows_;
  std::unordered_map<std::int32_t, const Kill*> kills_;
};

Person person(const laststraw::Process& process, const Printed& printed, const Places& places) {
  return {pid_of(number(process.pid)), process.comm, std::string(role_name(process.role)), process.user, process.database, process.application, process.statement,
          printed.anon(process, process.anon.middle()), printed.shmem(process), {}, places(process.known_from)};
}

std::optional<Person> invoker_of(const laststraw::Incident& incident, const Printed& printed, const Places& places) {
  if (!incident.invocation) return std::nullopt;
  Person invoker;
  if (incident.invoker) {
    invoker = person(incident.processes[*incident.invoker], printed, places);
  } else {
    invoker.pid = incident.invocation->pid ? pid_of(number(*incident.invocation->pid)) : std::nullopt;
    invoker.role = "external";
    invoker.evidence.push_back(places(incident.invocation->cite));
  }
  invoker.comm = incident.invocation->comm;
  return invoker;
}

Process row(const laststraw::Process& process, const Printed& printed, const Places& places) {
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
  to.anon_bytes = printed.anon(process, process.anon.middle());
  to.anon_low_bytes = printed.anon(process, process.anon.low);
  to.anon_high_bytes = printed.anon(process, process.anon.high);
  to.shmem_bytes = printed.shmem(process);
  to.rss_bytes = printed.rss(process);
  to.page_tables_bytes = printed.page_tables(process);
  to.swap_bytes = printed.swap(process);
  to.oom_score_adj = printed.oom_score_adj(process);
  if (process.age && process.age->count() >= 0) to.age_s = process.age->count();
  to.victim = process.victim;
  to.invoker = process.invoker;
  if (!process.known_from.empty()) to.at = places(process.known_from.front().at);
  return to;
}

/// All processes, or the largest where there are more than anybody reads, with those that matter; in the order they have.
std::vector<const laststraw::Process*> listed(const std::vector<laststraw::Process>& processes) {
  std::vector<const laststraw::Process*> chosen;
  chosen.reserve(processes.size());
  for (const laststraw::Process& process : processes) chosen.push_back(&process);
  if (chosen.size() <= kMostProcesses) return chosen;
  std::nth_element(chosen.begin(), chosen.begin() + kMostProcesses, chosen.end(), [](const auto* a, const auto* b) {
    return std::tuple(a->victim || a->invoker, a->anon.middle() + a->shmem, b) > std::tuple(b->victim || b->invoker, b->anon.middle() + b->shmem, a);
  });
  chosen.resize(kMostProcesses);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

void compose_people(Incident& to, const laststraw::Incident& from, const Places& places) {
  const Printed printed(from.report);
  for (const std::size_t victim : from.victims) to.victims.push_back(person(from.processes[victim], printed, places));
  if (!to.victims.empty()) to.victim = to.victims.front();
  to.invoker = invoker_of(from, printed, places);
  for (const laststraw::Process* process : listed(from.processes)) to.processes.push_back(row(*process, printed, places));
  to.processes_left_out = from.processes.size() - to.processes.size();
}

}  // namespace laststraw::report
