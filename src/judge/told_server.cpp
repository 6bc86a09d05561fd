// What the server's log says of the session that died or was refused.
#include <algorithm>
#include <chrono>
#include <set>

#include "judge/commit.hpp"
#include "judge/excerpt.hpp"
#include "judge/told.hpp"
#include "judge/words.hpp"
#include "judge/work_mem.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

void tell_of_statement(Told& told, const Facts& facts) {
  const auto statement = ran(facts);
  if (!statement) return;
  const sql::Statement& what = statement->value;
  const bool holds_values = what.tag == "INSERT" || what.tag == "UPDATE" || what.tag == "COPY";
  if (what.bound == sql::Bound::small)
    told.push_back({holds_values
                        ? say("what it ran takes next to nothing, but for a very large value: if memory was short, it was the last straw")
                        : say("what it ran takes next to nothing: if memory was short, it was the last straw"),
                    statement->cite});
  if (what.bound != sql::Bound::work_mem || what.nodes < 1) return;
  if (!facts.work_mem) {
    told.push_back({say_count(static_cast<std::uint64_t>(what.nodes),
                              "what it ran sorts, joins or aggregates in {0} place; work_mem bounds it there, and is not known",
                              "what it ran sorts, joins or aggregates in {0} places; work_mem bounds each of them, and is not known"),
                    statement->cite});
    return;
  }
  const Bytes each{static_cast<std::int64_t>(static_cast<double>(facts.work_mem->value.count) * facts.hash_mem_multiplier)};
  told.push_back(
      {say_count(
           static_cast<std::uint64_t>(what.nodes),
           "what it ran sorts, joins or aggregates in {0} place, which may take {1} (work_mem, times hash_mem_multiplier for a hash), in each of its processes",
           "what it ran sorts, joins or aggregates in {0} places, each of which may take {1} (work_mem, times hash_mem_multiplier for a hash), in each of its processes",
           each),
       statement->cite});
}

/// The refusals around the first: who was refused what.
struct Refusals {
  std::set<Pid> sessions;
  std::optional<Bytes> largest;
  bool fork = false;
  void add(const PgEvent& event) {
    if (event.kind == PgEventKind::cannot_fork) fork = true;
    if (event.kind == PgEventKind::out_of_memory && event.writer) sessions.insert(*event.writer);
    if (event.requested) largest = std::max(largest.value_or(Bytes{0}), *event.requested);
  }
};

/// Of one log within a minute; undated lines of one log are one incident's.
bool is_beside(const PgEvent& one, const PgEvent& other) {
  if (one.cite.at.source != other.cite.at.source) return false;
  if (!one.stamp.civil || !other.stamp.civil) return true;
  return std::chrono::abs(*one.stamp.civil - *other.stamp.civil) <= std::chrono::minutes(1);
}

Refusals refusals_around(const PgHistory& history, const PgEvent& refusal) {
  Refusals all;
  for (const PgEvent& event : history.events)
    if ((event.kind == PgEventKind::cannot_fork || event.kind == PgEventKind::out_of_memory) && is_beside(event, refusal)) all.add(event);
  return all;
}

void tell_of_refusals(Told& told, const Facts& facts) {
  const PgEvent* refusal = facts.incident->refusal;
  if (!refusal || refused_at_start(facts) || refused_dynamic_memory(facts)) return;
  const Refusals all = refusals_around(*facts.incident->history, *refusal);
  const bool small = all.largest && *all.largest <= mib(1);
  if (all.sessions.size() == 1 && all.fork && small)
    told.push_back(
        {say("a session was refused {0}, and new processes too: a limit on the whole was reached, not one large request", *all.largest),
         refusal->cite});
  else if (all.sessions.size() > 1 && small)
    told.push_back(
        {all.fork
             ? say("{0} sessions were refused {1} or less, and new processes too: a limit on the whole was reached, not one large request",
                   all.sessions.size(), *all.largest)
             : say("{0} sessions were refused {1} or less: a limit on the whole was reached, not one large request", all.sessions.size(),
                   *all.largest),
         refusal->cite});
  else if (all.fork && !all.largest)
    told.push_back({say("new processes were refused for want of memory: a limit on the whole was reached"), refusal->cite});
  else if (refusal->requested)
    told.push_back({say("{0} were asked for in one piece, and refused: by a limit on reservations or address space, not by the OOM killer",
                        *refusal->requested),
                    refusal->cite});
}

/// Where a function of PL/pgSQL ran the statement: the CONTEXT's line, which stands behind the DETAIL.
void tell_of_function(Told& told, const Facts& facts) {
  constexpr std::string_view kFunction = "PL/pgSQL function ", kLine = " line ";
  for (const PgEvent* event : {facts.incident->refusal, facts.incident->limit}) {
    const std::size_t at = event ? event->detail.rfind(kFunction) : std::string::npos;
    if (at == std::string::npos) continue;
    const std::string_view where = std::string_view(event->detail).substr(at + kFunction.size());
    const std::size_t line = where.find(kLine);
    if (line == std::string_view::npos) continue;
    const std::string_view number = where.substr(line + kLine.size());
    return told.push_back({say("what was refused ran inside the function {0}, at its line {1}",
                               place_name(std::string(where.substr(0, line))), std::string(number.substr(0, number.find(' ')))),
                           event->cite});
  }
}

/// Recovery, and a standby's: no session can have asked for it.
void tell_of_replay(Told& told, const Facts& facts) {
  const Process* process = struck(facts);
  if (!process || process->role != Role::startup) return;
  told.push_back({say("it was the startup process, which applies WAL (recovery, or a standby): no session"), facts.named_by(*process)});
}

void tell_of_strictness(Told& told, const Facts& facts) {
  if (!facts.incident->refusal || refused_dynamic_memory(facts)) return;
  if (const Commit commit = commit_of(facts); commit.strict())
    told.push_back({say("vm.overcommit_memory is 2: what may be reserved has a limit, CommitLimit"), commit.mode->cite});
}

void tell_of_sender(Told& told, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kind != IncidentKind::sigkill_no_oom || incident.oom_witnessed || incident.kernel_log_covers || !incident.postgres.death)
    return;
  told.push_back(
      {say("who sent signal 9 is not shown: mostly it is the OOM killer, but a person or a script can"), incident.postgres.death->cite});
}

}  // namespace

void tell_of_server(Told& told, const Facts& facts) {
  tell_of_replay(told, facts);
  tell_of_refusals(told, facts);
  tell_of_function(told, facts);
  tell_of_strictness(told, facts);
  tell_of_statement(told, facts);
  tell_of_sender(told, facts);
}

}  // namespace laststraw::judge
