// Whom the kernel killed, what was listed, and whether the machine or a group was short.
#include <algorithm>

#include "judge/excerpt.hpp"
#include "judge/told.hpp"
#include "judge/words.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

/// By its program's name where no log says who it was.
Identity who(const Process& process) {
  Identity identity = words(process);
  if (identity.user.empty() && identity.application.empty()) identity.comm = process.comm;
  return identity;
}

Identity named(Pid pid, const std::string& comm) { return {pid, comm, {}, {}, {}}; }

constexpr int kMostlyShared = 4;  // times what is its own: a kill frees a fifth of what it was chosen for

bool is_exact(const std::optional<Interval>& size) { return size && size->low == size->high; }

void tell_of_one_victim(Told& told, const Facts& facts, const Process& victim, const Citation& kill, bool was_free) {
  const Bytes own = victim.anon->middle(), shared = victim.shmem.value_or(Bytes{0});
  if (shared >= own * kMostlyShared && shared >= mib(64))
    told.push_back(
        {say("{0} held {1} of its own and had touched {2} of shared memory, which killing it does not free: the server's shared memory is that large at least",
             who(victim), own, shared),
         kill});
  else if (!was_free && facts.total && facts.of_total(own) < 0.5)
    told.push_back({say("{0} held {1} of its own, {2} of {3}: most of the memory was elsewhere", who(victim), own,
                        percent(facts.of_total(own)), facts.total_name),
                    kill});
  else
    told.push_back({say("{0}, which was killed, held {1} of its own", who(victim), own), kill});
}

void tell_of_victims(Told& told, const Facts& facts, bool was_free) {
  const Incident& incident = *facts.incident;
  if (!incident.report || incident.report->kills.empty() || incident.victims.empty()) return;
  const Citation& kill = incident.report->kills.front().cite;
  const Process* largest = nullptr;
  Bytes together{}, shared{};
  for (const std::size_t at : incident.victims) {
    const Process& victim = incident.processes[at];
    if (!is_exact(victim.anon)) continue;
    together += victim.anon->middle();
    shared = std::max(shared, victim.shmem.value_or(Bytes{0}));
    if (!largest || victim.anon->middle() > largest->anon->middle()) largest = &victim;
  }
  if (!largest) return;
  if (incident.victims.size() == 1) return tell_of_one_victim(told, facts, *largest, kill, was_free);
  if (is_postgres(largest->role) && shared >= together * kMostlyShared && shared >= mib(64))
    told.push_back(
        {say("{0} processes were killed; those of known size held {1} of their own together and had touched {2} of shared memory, which killing them does not free",
             incident.victims.size(), together, shared),
         kill});
  else
    told.push_back({say("{0} processes were killed; those of known size held {1} together, the largest, {2}, {3}", incident.victims.size(),
                        together, who(*largest), largest->anon->middle()),
                    facts.place_of(*largest)});
}

/// Of lines that print a score and no size.
void tell_of_score(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || incident.report->kills.empty() || !incident.report->kills.front().candidate) return;
  const Kill& kill = incident.report->kills.front();
  const Identity chosen = named(kill.candidate->pid, kill.candidate->comm);
  // Before 2.6.36 the points are no thousandths, and are not kept; a thread's process has another name.
  if (kill.candidate->pid != kill.pid && !kill.candidate->score && kill.candidate->comm == kill.comm)
    told.push_back(
        {say("the kernel chose {0} and killed {1}, a child of it: the points of its release count a process's children too and are no share of the memory",
             chosen, named(kill.pid, kill.comm)),
         kill.candidate->cite});
  const auto share = share_by_score(incident);
  if (share && share->score > 1000)
    return told.push_back(
        {say("score {0} holds an adjustment (oom_score_adj) of {1} or more that is not printed: what share of the memory {2} held is not told",
             share->score, share->score - 1000, chosen),
         share->cite});
  if (kill.anon_rss || !share) return;
  const bool of_group = incident.kind == IncidentKind::memcg_oom;
  const auto limit = of_group ? named_limit(incident) : std::nullopt;
  const double middle = (share->low + share->high) / 2;
  told.push_back({limit      ? say("score {0}: {1} held about {2} of the limit, {3}", share->score, chosen, percent(middle),
                                   Bytes{static_cast<std::int64_t>(static_cast<double>(limit->value.count) * middle)})
                  : of_group ? say("score {0}: {1} held about {2} of the limit of its group", share->score, chosen, percent(middle))
                             : say("score {0}: {1} held about {2} of RAM and swap", share->score, chosen, percent(middle)),
                  share->cite});
}

/// A kill of what is a process' own ends the shortage. Where the next follows at once, and all are as large, they share what they hold.
void tell_of_equals(Told& told, const Facts& facts) {
  constexpr std::size_t kFew = 3;
  constexpr double kAlike = 0.9;
  constexpr int kAll = 1000;
  const Incident& incident = *facts.incident;
  std::size_t chosen = 0;
  int least = kAll, most = 0, together = 0;
  const Citation* first = nullptr;
  for (const OomReport* report : incident.reports)
    for (const Kill& kill : report->kills) {
      if (!kill.candidate || !kill.candidate->score || kill.anon_rss || kill.candidate->comm != "postgres") return;
      least = std::min(least, *kill.candidate->score), most = std::max(most, *kill.candidate->score);
      together += *kill.candidate->score, ++chosen;
      if (!first) first = &kill.candidate->cite;
    }
  if (chosen < kFew || least < kAlike * most || together <= kAll) return;
  told.push_back(
      {say("{0} processes of PostgreSQL were killed one after the other and scored about the same, {1} to {2}: each counts the shared memory that they have in common, which killing one does not free",
           chosen, least, most),
       *first});
}

bool says_machine(const OomReport& report) {
  const auto says = [](const Kill& kill) {
    const std::string& line = kill.candidate ? kill.candidate->cite.quote : kill.cite.quote;
    return !kill.memcg && (line.find("ut of memory: Kill") != std::string::npos || line.find("ut of Memory: Kill") != std::string::npos);
  };
  return report.constraint == Constraint::none || std::any_of(report.kills.begin(), report.kills.end(), says);
}

/// Free memory that the request could not use: the machine was not short, the zones open to the request were.
bool tell_of_zones(Told& told, const Facts& facts) {
  const auto& reach = facts.reach;
  if (!reach || !reach->is_exhausted_below()) return false;
  told.push_back(
      {say("the zones up to {0} were full ({1} in all), the only ones that a request of this kind ({2}) can use, while {3} were free in others",
           reach->highest->zone, reach->span, facts.incident->report->invocation->gfp, reach->beyond),
       reach->highest->cite});
  return true;
}

/// A tenth of the RAM and more, where a single page of any node would have done: the machine was not short of pages.
bool tell_of_free(Told& told, const OomReport& report) {
  constexpr int kMuch = 10;
  const bool any_page_does = !report.invocation || report.invocation->order.value_or(0) <= 0;
  if (!any_page_does || report.constraint == Constraint::cpuset || report.constraint == Constraint::mempolicy) return false;
  const auto free = std::find_if(report.counters.begin(), report.counters.end(), [](const Counter& one) { return one.name == "free"; });
  const auto ram = report.counted_ram();
  if (free == report.counters.end() || !ram || free->value < ram->value / kMuch) return false;
  const bool untouched = report.swap_total && report.swap_total == report.swap_free && report.swap_total->count > 0;
  told.push_back({untouched ? say("{0} were free, and the swap was not touched: the machine as a whole was not short", free->value)
                            : say("{0} were free: the machine as a whole was not short of pages", free->value),
                  Citation{free->at, {}}});
  return true;
}

void tell_of_scope(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report) return;
  const OomReport& report = *incident.report;
  if (report.cgroup && report.cgroup->limit && report.cgroup->failcnt)
    told.push_back({say("the limit of the group, {0}, was reached {1} times", *report.cgroup->limit, *report.cgroup->failcnt),
                    report.cgroup->usage_cite});
  else if (incident.kind == IncidentKind::memcg_oom)
    told.push_back({say("the limit of a group was reached; the machine itself need not have been short"), facts.anchor});
  else if (incident.kind == IncidentKind::kernel_oom && says_machine(report))
    told.push_back({say("the machine as a whole was short, not a container or unit"), report.summary.value_or(facts.anchor)});
}

/// Rows of a task table.
void tell_of_listed(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || incident.report->tasks.size() < 2) return;
  Bytes postgres_most{};
  std::size_t of_postgres = 0;
  const Process* largest = nullptr;
  Bytes all{};
  for (const Process& process : incident.processes) {
    if (!process.anon) continue;
    all += process.anon->middle();
    if (is_postgres(process.role)) postgres_most += process.anon->high, ++of_postgres;
    if (!largest || process.anon->low > largest->anon->low) largest = &process;
  }
  if (of_postgres > 0 && postgres_most < mib(512))
    told.push_back({say_count(of_postgres, "the {0} process of PostgreSQL that is listed held {1} at most",
                              "the {0} processes of PostgreSQL that are listed held {1} at most, all together", postgres_most),
                    incident.report->tasks.front().cite});
  else if (largest && largest->anon->low >= mib(256))
    told.push_back({say("of {0} processes listed {1} is the largest, with {2} of its own at least; all the others together held {3}",
                        incident.report->tasks.size(), who(*largest), largest->anon->low, all - largest->anon->middle()),
                    facts.place_of(*largest)});
}

/// A filtered log: the kernel's own line about the kill is not in it, that of its reaper is.
void tell_of_reaped(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report) return;
  for (const Kill& kill : incident.report->kills)
    if (kill.reaped && kill.announced && !kill.candidate)
      return told.push_back({say("the OOM killer killed {0}: its reaper names it", named(kill.pid, kill.comm)), *kill.reaped});
}

/// Of a victim of whom only the reaper tells a size: what is left of it is shared memory.
void tell_of_what_stays(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || incident.victims.size() != 1) return;
  const Process& victim = incident.processes[incident.victims.front()];
  if (victim.anon || !is_postgres(victim.role) || !victim.shmem || *victim.shmem < mib(64)) return;
  for (const Kill& kill : incident.report->kills)
    if (kill.pid == victim.pid && kill.reaped)
      told.push_back(
          {say("{0} had touched {1} of shared memory, which killing it does not free: the server's shared memory is that large at least",
               who(victim), *victim.shmem),
           *kill.reaped});
}

/// Who asked, and whom it cost.
void tell_of_nobody(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || !incident.victims.empty() || !incident.invocation) return;
  const Invocation& asked = *incident.invocation;
  constexpr const char* kAsked = message("{0} asked for memory that was not to be had; who was killed for it is not in what was read");
  told.push_back({asked.pid ? say(kAsked, named(*asked.pid, asked.comm)) : say(kAsked, command_name(asked.comm)), asked.cite});
}

void tell_of_allocation(Told& told, const Facts& facts) {
  const SystemEvent* allocation = facts.incident->allocation;
  if (!allocation || !allocation->order) return;
  told.push_back({*allocation->order <= 0 ? say("a single page was refused (order 0), which is never fragmentation; nobody was killed")
                                          : say("a piece of order {0} was refused; nobody was killed", *allocation->order),
                  allocation->cite});
}

}  // namespace

void tell_of_kernel(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  const bool was_free =
      incident.kind == IncidentKind::kernel_oom && incident.report && (tell_of_zones(told, facts) || tell_of_free(told, *incident.report));
  tell_of_victims(told, facts, was_free);
  tell_of_what_stays(told, facts);
  tell_of_reaped(told, facts);
  tell_of_equals(told, facts);
  tell_of_score(told, facts);
  tell_of_nobody(told, facts);
  tell_of_listed(told, facts);
  if (!was_free) tell_of_scope(told, facts);
  tell_of_allocation(told, facts);
  if (incident.report && !is_postgres_in_sight(incident)) told.push_back({say("PostgreSQL is nowhere in what was read"), facts.anchor});
}

}  // namespace laststraw::judge
