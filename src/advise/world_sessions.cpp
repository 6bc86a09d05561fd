// What sessions and programs would have held.
#include <algorithm>

#include "advise/address_space.hpp"
#include "advise/case.hpp"
#include "advise/world.hpp"
#include "judge/words.hpp"
#include "judge/work_mem.hpp"
#include "text/say.hpp"

namespace laststraw::advise {

using judge::words;

namespace {

/// What a process holds besides what its setting bounds: its fresh self and some slack.
constexpr Bytes kBeside = mib(16);

/// A setting of work_mem bounds sorts and hashes, nothing else.
bool bounded(Mechanism mechanism) {
  return mechanism == Mechanism::none || mechanism == Mechanism::unknown || mechanism == Mechanism::sort_or_hash ||
         mechanism == Mechanism::raised_work_mem || mechanism == Mechanism::cartesian_product ||
         mechanism == Mechanism::work_mem_times_nodes;
}

}  // namespace

Bytes World::entitled(const Process& process) const {
  const int nodes = judge::memory_nodes(process.statement);
  return scaled(work_mem_ * nodes, multiplier_) + kBeside;
}

void World::set_work_mem(const Change& change) {
  if (change.knob == Knob::hash_mem_multiplier)
    multiplier_ = std::clamp(static_cast<double>(change.value) / 100, 1.0, 1000.0);
  else
    work_mem_ = Bytes{change.value};
  if (work_mem_.count <= 0) {
    missing_ = "work_mem";
    return;
  }
  if (facts_.sessions.empty()) {
    missing_ = say("the sizes of the sessions");
    return;
  }
  for (const Process* session : facts_.sessions) {
    if (!of_role(*session, change.who)) continue;
    if (session == hog_ && !bounded(cause_->mechanism)) {
      nothing_ = say("work_mem does not bound what {0} held", words(*session));
      continue;
    }
    // More than its work_mem entitles it to: it had set its own, and a setting for all does not reach it.
    const int nodes = judge::memory_nodes(session->statement);
    if (change.who.empty() && session == hog_ && facts_.work_mem &&
        session->anon->low > judge::entitlement(facts_, facts_.work_mem->value, nodes * (1 + static_cast<int>(facts_.workers.size())))) {
      nothing_ = say("{0} held more than work_mem allows: it had set its own", words(*session));
      continue;
    }
    const Bytes most = entitled(*session);
    shrink(*session, session->statement.empty() && session == hog_ ? Interval{most, session->anon->high} : exactly(most));
  }
  if (nothing_.empty()) nothing_ = say("no session held more than that allows");
}

void World::set_connections(std::int64_t most) {
  constexpr std::int64_t kReserved = 3;  // superuser_reserved_connections
  if (most <= kReserved) {
    harm_ = say("the server would not start: {0} connections are reserved for superusers", kReserved);
    return;
  }
  const auto sessions = sessions_of(facts_);
  if (!sessions) {
    missing_ = say("the number and sizes of the sessions");
    return;
  }
  if (most >= sessions->count) {
    nothing_ = say("{0} sessions were connected", sessions->count);
    return;
  }
  saved_ = saved_ + exactly(sessions->each * (sessions->count - most));
}

void World::set_equals(std::int64_t most) {
  const std::vector<const Process*>& equals = facts_.handful.sessions;
  if (equals.empty()) missing_ = say("the number and sizes of the sessions");
  for (std::size_t i = static_cast<std::size_t>(std::max<std::int64_t>(most, 0)); i < equals.size(); ++i)
    shrink(*equals[i], exactly(Bytes{0}));
}

void World::set_parallel_workers(std::int64_t most) {
  if (facts_.workers.empty()) {
    nothing_ = say("no parallel worker was seen");
    return;
  }
  const auto there = static_cast<std::int64_t>(facts_.workers.size());
  if (most >= there) {
    nothing_ = say("{0} parallel workers were seen", there);
    return;
  }
  for (std::size_t i = static_cast<std::size_t>(std::max<std::int64_t>(most, 0)); i < facts_.workers.size(); ++i)
    shrink(*facts_.workers[i], exactly(Bytes{0}));
  if (is_cause(judge::parallel_query)) hog_bounded_ = true;
  if (!facts_.shmem || !facts_.shared_buffers) return;
  // Their dynamic shared memory is what lies beyond shared_buffers, for certain where the verdict says so; the leader needs its own part
  // of it as before.
  const Bytes theirs = scaled(std::max(Bytes{0}, facts_.shmem->value - facts_.shared_buffers->value),
                              static_cast<double>(there - most) / static_cast<double>(there + 1));
  saved_ = saved_ + Interval{is_cause(judge::parallel_query) ? theirs : Bytes{0}, theirs};
}

void World::set_maintenance(Bytes most) {
  bool any = false;
  for (const Process& process : facts_.incident->processes)
    if (judge::maintains(facts_, process)) any = true, shrink(process, exactly(most + kBeside));
  if (!any) nothing_ = say("no maintenance was running");
}

void World::set_autovacuum_workers(std::int64_t most) {
  std::int64_t seen = 0;
  for (const Process& process : facts_.incident->processes)
    if (process.role == Role::autovacuum_worker && ++seen > most) shrink(process, exactly(Bytes{0}));
  if (seen <= most) nothing_ = say("{0} autovacuum workers were seen", seen);
}

void World::set_own_buffers(const Change& change, Mechanism of, Bytes most) {
  if (!hog_ || !cause_ || cause_->mechanism != of || !of_role(*hog_, change.who)) {
    nothing_ = say("nothing tells that it was used");
    return;
  }
  shrink(*hog_, exactly(most + kBeside));
}

void World::set_timeout(std::int64_t milliseconds) {
  const Started* began = hog_ ? facts_.began_with_decline(*hog_) : nullptr;
  if (!began || !facts_.incident->when.wall) {
    missing_ = say("when the statement began");
    return;
  }
  const std::int64_t ran = std::chrono::duration_cast<std::chrono::milliseconds>(*facts_.incident->when.wall - began->at).count();
  if (milliseconds > 0 && milliseconds < ran)
    refused_ =
        say("{0} would have got an error after {1}, before the kill", hog_words(), how_long(std::chrono::milliseconds(milliseconds)));
  else
    nothing_ = say("the statement had run for {0}", how_long(std::chrono::seconds(ran / 1000)));
}

void World::hold_as_peers() {
  if (!hog_ || !hog_->anon) {
    missing_ = say("the size of the session");
    return;
  }
  const bool alone = facts_.sessions.size() < 2;
  shrink(*hog_, exactly(alone ? Bytes{0} : facts_.median_of_others(*hog_)));
  if (is_cause(judge::parallel_query)) set_parallel_workers(0);
}

void World::make_fresh() {
  for (const Process* session : facts_.sessions) shrink(*session, exactly(judge::kFreshSession));
  if (facts_.sessions.empty()) missing_ = say("the sizes of the sessions");
}

void World::limit_program(Bytes most) {
  if (!facts_.program.program) {
    missing_ = say("the sizes of the other programs");
    return;
  }
  Interval held{};
  for (const Process* process : facts_.program.program->processes) held = held + *process->anon;
  if (held.high <= most) {
    nothing_ = say("it held less");
    return;
  }
  saved_ = saved_ + Interval{std::max(Bytes{0}, held.low - most), held.high - most};
  hog_bounded_ = true;
}

void World::limit_address_space(Bytes most) {
  const auto all = address_spaces(*facts_.incident);
  const std::vector<const Process*>& handful = facts_.handful.sessions;
  const bool of_handful = !hog_ && cause_ && cause_->verdict == VerdictKind::culprit && !handful.empty();
  if (all.empty() || (!hog_ && !of_handful)) {
    missing_ = say("the address space of the processes");
    return;
  }
  bool reached = false;
  for (const auto& [process, size] : all) {
    if (size <= most) continue;
    if (of_handful && process->anon && std::find(handful.begin(), handful.end(), process) != handful.end()) {
      // At its limit it gets an error, with what it had beside its private memory as it was.
      shrink(*process, exactly(std::max(Bytes{0}, process->anon->high - (size - most))));
    } else if (process != hog_) {
      harm_ = say("{0} has {1} of address space and would have been refused memory, too", words(*process), size);
      return;
    }
    reached = true;
  }
  if (!reached) {
    nothing_ = say("no session had that much address space");
    return;
  }
  hog_bounded_ = true;
  if (!of_handful) refused_ = say("{0} would have got an error at {1} of address space; the server would have gone on", hog_words(), most);
}

}  // namespace laststraw::advise
