// What the machine and the group would have had.
#include <algorithm>
#include <charconv>

#include "advise/world.hpp"
#include "judge/checks.hpp"
#include "judge/why_victim.hpp"
#include "judge/words.hpp"
#include "laststraw/record/overcommit.hpp"
#include "text/say.hpp"

namespace laststraw::advise {

using judge::words;

namespace {

std::optional<Bytes> swap_total(const judge::Facts& facts) {
  if (const auto& total = facts.incident->records->meminfo.swap_total) return total->value;
  return facts.incident->report ? facts.incident->report->swap_total : std::nullopt;
}

/// Reserved huge pages of the default size.
struct Pool {
  std::int64_t total = 0, free = 0;
  Bytes page{};
};
std::optional<Pool> huge_pages(const judge::Facts& facts) {
  const MemInfo& meminfo = facts.incident->records->meminfo;
  if (meminfo.huge_pages_total && meminfo.huge_pages_free)
    return Pool{meminfo.huge_pages_total->value, meminfo.huge_pages_free->value, meminfo.huge_page ? meminfo.huge_page->value : mib(2)};
  if (!facts.incident->report || facts.incident->report->huge_pages.empty()) return std::nullopt;
  Pool pool;
  for (const HugePagePool& node : facts.incident->report->huge_pages)
    if (node.page_size == mib(2)) pool.total += node.total, pool.free += node.free, pool.page = node.page_size;
  return pool.page.count > 0 ? std::optional(pool) : std::nullopt;
}

}  // namespace

void World::set_shared_buffers(Bytes size) {
  if (!facts_.shared_buffers) {
    missing_ = "shared_buffers";
    return;
  }
  const Bytes now = facts_.shared_buffers->value;
  if (facts_.total && size >= facts_.total->value) {
    harm_ = say("the server would not start, or be killed as it warms up: that is all of {0}", facts_.total_name);
    return;
  }
  // What was not touched yet was not there to be freed.
  const Bytes touched = facts_.shmem ? std::min(now, facts_.shmem->value) : now;
  if (size < now)
    saved_ = saved_ + Interval{facts_.shmem ? std::max(Bytes{0}, touched - size) : Bytes{0}, std::max(Bytes{0}, touched - size)};
  else
    saved_ = saved_ + Interval{now - size, now - size};
  if (size == now) nothing_ = say("that is its value");
}

void World::set_limit(Bytes size) {
  if (!in_group()) {
    nothing_ = say("no limit of a cgroup was hit");
    return;
  }
  if (!facts_.total) {
    missing_ = say("the limit");
    return;
  }
  const Bytes more = size - facts_.total->value;
  if (more.count > 0 && facts_.host_available && more > facts_.host_available->value)
    harm_ = say("the host had only {0} available: it would have run out itself", facts_.host_available->value);
  added_ += more;
}

void World::set_ram(Bytes size) {
  if (in_group()) {
    nothing_ = say("a limit of a cgroup was hit, not the RAM's end");
    return;
  }
  if (facts_.reach && facts_.reach->is_low_memory_full()) {
    nothing_ = say("the kernel's own requests could not use it: they were refused in the zones up to {0}", facts_.reach->highest->zone);
    return;
  }
  if (const auto ram = judge::ram_of(facts_))
    added_ += size - ram->value;
  else
    missing_ = say("the size of the RAM");
}

void World::set_swap(Bytes size) {
  if (in_group()) {
    nothing_ = say("a group may swap only as far as its own limit of swap lets it");
    return;
  }
  if (const auto swap = swap_total(facts_))
    added_ += size - *swap;
  else
    missing_ = say("the size of the swap");
}

void World::set_huge_pages(std::int64_t pages) {
  const auto pool = huge_pages(facts_);
  const Settings& settings = facts_.incident->records->pg_settings;
  const auto needed = integer(settings, "shared_memory_size_in_huge_pages");
  const Setting* use = find(settings, "huge_pages");
  if (use && use->value == "on" && needed && pages < *needed) {
    harm_ = say("the server would not start: huge_pages = on needs {0} pages", *needed);
    return;
  }
  if (!pool) {
    missing_ = say("how many huge pages were reserved");
    return;
  }
  const std::int64_t given_back = std::min(pool->total - pages, pool->free);
  if (given_back > 0) {
    if (in_group())
      nothing_ = say("a limit of a cgroup was hit, not the RAM's end");
    else
      saved_ = saved_ + exactly(pool->page * given_back);
    return;
  }
  const bool enough = needed && pages >= *needed && (!use || use->value != "off");
  if (!enough) {
    if (pages == pool->total) nothing_ = say("so many are reserved");
    if (pages > pool->total && !in_group()) saved_ = saved_ + exactly(Bytes{0} - pool->page * (pages - pool->total));
    if (in_group()) nothing_ = say("a limit of a cgroup was hit, not the RAM's end");
    return;
  }
  // Shared memory moves into them: it is no longer charged to the group, and needs no page tables of its own.
  if (facts_.page_tables) saved_.high += facts_.page_tables->value;
  const Bytes shared = facts_.shmem ? facts_.shmem->value : Bytes{0};
  Bytes mapped{};
  for (const Process& process : facts_.incident->processes)
    if (is_postgres(process.role) && process.shmem) mapped += *process.shmem / 512;  // one entry of 8 bytes for each 4 KiB
  saved_.low += facts_.page_tables ? std::min(mapped, facts_.page_tables->value) : Bytes{0};
  if (in_group())
    saved_ = saved_ + exactly(shared);
  else
    saved_ = saved_ + exactly(std::min(Bytes{0}, shared - pool->page * (pages - pool->total)));
}

void World::set_files(Bytes most) {
  if (!facts_.shmem) {
    missing_ = say("how much shared memory there was");
    return;
  }
  const Bytes own = facts_.shared_buffers ? facts_.shared_buffers->value : Bytes{0};
  const Bytes files = std::max(Bytes{0}, facts_.shmem->value - own);
  if (files <= most) {
    nothing_ = say("there was no more than that");
    return;
  }
  saved_ = saved_ + Interval{facts_.shared_buffers ? files - most : Bytes{0}, files - most};
}

void World::set_adjustment(const Change& change) {
  const Incident& incident = *facts_.incident;
  const auto total = judge::badness_total(facts_);
  if (!incident.report || incident.victims.empty() || !total) {
    missing_ = say("the kernel's task table");
    return;
  }
  const Pid victim = incident.processes[incident.victims.front()].pid;
  auto why = judge::why_victim(*incident.report, victim, *total);
  if (!why || why->rows.empty()) {
    missing_ = say("the kernel's task table");
    return;
  }
  std::optional<Pid> target;
  std::int32_t pid = 0;
  if (std::from_chars(change.who.data(), change.who.data() + change.who.size(), pid).ec == std::errc() && !change.who.empty())
    target = Pid{pid};
  for (const Process& process : incident.processes)
    if (change.who.empty() && process.role == Role::postmaster) target = process.pid;
  std::vector<BadnessRow> rows = why->rows;
  rows.insert(rows.end(), why->spared.begin(), why->spared.end());
  for (BadnessRow& row : rows)
    if (row.pid == target) row.points += change.value - row.of_adjustment, row.of_adjustment = change.value;
  constexpr std::int64_t kNever = -1000;  // OOM_SCORE_ADJ_MIN
  const auto first = std::max_element(rows.begin(), rows.end(), [](const BadnessRow& a, const BadnessRow& b) {
    const bool spared_a = a.of_adjustment == kNever, spared_b = b.of_adjustment == kNever;
    return spared_a != spared_b ? spared_a : a.points < b.points;
  });
  if (first->pid == victim || (why->rank && *why->rank > 0 && target != victim))
    nothing_ = say("the same process would have been killed");
  else
    other_victim_ = first->pid;
}

void World::try_overcommit() {
  if (in_group()) {
    nothing_ = say("a limit of a cgroup kills whatever the overcommit mode");
    return;
  }
  const std::int64_t mode = mode_.value_or(commit_.mode ? commit_.mode->value : 0);
  const Overcommit now = overcommit_of(facts_.incident->records->sysctl);
  if (mode != 2) {
    if (commit_.strict()) added_ += commit_.available ? commit_.available->value : Bytes{0};
    if (!mode_ && !commit_.mode)
      missing_ = "vm.overcommit_memory";
    else if (!commit_.strict())
      nothing_ = say("without mode 2 the ratio has no effect");
    return;
  }
  const auto ram = judge::ram_of(facts_);
  const auto swap = swap_total(facts_);
  if (!ram || !swap) {
    missing_ = !ram ? say("the size of the RAM") : say("the size of the swap");
    return;
  }
  const auto pool = huge_pages(facts_);
  const Bytes huge = pool ? pool->page * pool->total : Bytes{0};
  const std::int64_t ratio = ratio_.value_or(now.ratio ? now.ratio->value : 50);
  const Bytes limit = kbytes_ && *kbytes_ > 0 ? kib(*kbytes_) + *swap : commit_limit(ram->value, huge, *swap, ratio);
  if (commit_.strict()) {
    if (!commit_.limit) {
      missing_ = "CommitLimit";
      return;
    }
    added_ += limit - commit_.limit->value;
    return;
  }
  const auto& committed = facts_.incident->records->meminfo.committed;
  if (!committed) {
    missing_ = "Committed_AS";
    return;
  }
  if (share(committed->value, limit) > judge::threshold::kCommittedMost) {
    harm_ = say("CommitLimit would be {0}, and {1} were promised: ordinary programs would be refused memory", limit, committed->value);
    return;
  }
  hog_bounded_ = true;
  refused_ = hog_ && is_postgres(hog_->role)
                 ? say("{0} would have been refused memory at a CommitLimit of {1}; the server would have gone on", words(*hog_), limit)
                 : say("whoever asked at a CommitLimit of {0} would have got an error instead of the kill", limit);
}

}  // namespace laststraw::advise
