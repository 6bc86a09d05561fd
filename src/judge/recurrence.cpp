#include "judge/recurrence.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "judge/traits.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

/// One incident in the running for a story.
struct Entry {
  const Incident* incident;
  Traits traits;
  bool taken = false;
};

using Story = std::vector<const Entry*>;

const Trait* trait_of(const Entry& entry, SharedTrait by) {
  const auto found = std::find_if(entry.traits.list.begin(), entry.traits.list.end(), [&](const Trait& one) { return one.by == by; });
  return found == entry.traits.list.end() ? nullptr : &*found;
}

Sentence what_of(const Story& story, const Trait& shared) {
  const std::size_t n = story.size();
  if (story.front()->traits.of_victim) return say("In {0} incidents the victim was the same: {1}", n, shared.name);
  if (shared.by == SharedTrait::cause) return say("{0} incidents have the same cause: {1}", n, shared.name);
  return say("{0} incidents have the same culprit: {1}", n, shared.name);
}

/// A size that grows from each to the next, and by a fifth at least from the first to the last: of three, two may grow by chance.
Sentence growth_of(const Story& story) {
  constexpr std::size_t kEnough = 3;
  if (story.size() < kEnough) return {};
  for (std::size_t i = 0; i < story.size(); ++i) {
    const std::optional<Bytes>& size = story[i]->traits.size;
    if (!size || (i > 0 && *size <= *story[i - 1]->traits.size)) return {};
  }
  const Bytes first = *story.front()->traits.size, last = *story.back()->traits.size;
  if (static_cast<double>(last.count) < 1.2 * static_cast<double>(first.count)) return {};
  return say("It was larger each time, from {0} to {1}: its data grows, or it leaks.", first, last);
}

Recurrence told(const Story& story, const Trait& shared) {
  Recurrence one;
  one.by = shared.by;
  one.of_victims = story.front()->traits.of_victim;
  one.what = what_of(story, shared);
  one.growth = growth_of(story);
  if (shared.by == SharedTrait::statement) one.fingerprint = shared.key;
  std::vector<WallTime> times;
  for (const Entry* entry : story) {
    one.incidents.push_back(entry->incident->id);
    one.zone_unknown |= entry->incident->when.zone_unknown;
    if (const auto& wall = entry->incident->when.wall) times.push_back(*wall);
  }
  if (times.empty()) return one;
  std::sort(times.begin(), times.end());
  one.since = times.front();
  if (times.size() < story.size()) return one;
  auto [every, timer] = rhythm(times, one.zone_unknown);
  one.every = std::move(every);
  if (timer) one.look_at = say("A timer may start it: look at crontab -l, systemctl list-timers --all and pg_cron's table cron.job.");
  return one;
}

}  // namespace

std::vector<Recurrence> recurrences(const std::vector<Judged>& judged) {
  if (judged.size() < 2) return {};  // nothing to read statements for
  std::vector<Entry> entries;
  for (const Judged& one : judged) entries.push_back({one.incident, traits_of(*one.incident, *one.judgement), false});
  std::vector<Recurrence> found;
  for (const SharedTrait by :
       {SharedTrait::statement, SharedTrait::application, SharedTrait::role, SharedTrait::program, SharedTrait::cause, SharedTrait::unit}) {
    std::map<std::pair<bool, std::string_view>, std::vector<Entry*>> groups;
    for (Entry& entry : entries)
      if (const Trait* trait = entry.taken ? nullptr : trait_of(entry, by)) groups[{entry.traits.of_victim, trait->key}].push_back(&entry);
    for (auto& [key, members] : groups) {
      if (members.size() < 2) continue;
      for (Entry* entry : members) entry->taken = true;
      found.push_back(told(Story(members.begin(), members.end()), *trait_of(*members.front(), by)));
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Recurrence& a, const Recurrence& b) {
    return std::tuple(b.incidents.size(), a.incidents.front()) < std::tuple(a.incidents.size(), b.incidents.front());
  });
  return found;
}

}  // namespace laststraw::judge
