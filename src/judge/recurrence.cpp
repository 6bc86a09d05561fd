#include "judge/recurrence.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "judge/traits.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

const Trait* trait_of(const Traits& traits, SharedTrait by) {
  const auto found = std::find_if(traits.list.begin(), traits.list.end(), [&](const Trait& one) { return one.by == by; });
  return found == traits.list.end() ? nullptr : &*found;
}

/// One incident and what it can share.
struct Entry {
  const Incident* incident;
  Traits traits;
};

std::string_view key_of(const Shares& shares, SharedTrait by) {
  for (const auto& [trait, key] : shares.keys)
    if (trait == by) return key;
  return {};
}

Recurrence told(const std::vector<Entry>& entries, const Grouped& story) {
  const Traits& traits = entries[story.members.front()].traits;
  const Trait& shared = *trait_of(traits, story.by);
  Recurrence one;
  one.by = shared.by;
  one.of_victims = traits.of_victim;
  one.what = what_recurs(shared.by, one.of_victims, story.members.size(), shared.name);
  if (shared.by == SharedTrait::statement) one.fingerprint = shared.key;
  std::vector<WallTime> times;
  std::vector<std::optional<Bytes>> sizes;
  for (const std::size_t member : story.members) {
    const Entry& entry = entries[member];
    one.incidents.push_back(entry.incident->id);
    one.zone_unknown |= entry.incident->when.zone_unknown;
    sizes.push_back(entry.traits.size);
    if (const auto& wall = entry.incident->when.wall) times.push_back(*wall);
  }
  one.growth = growth(sizes);
  if (times.empty()) return one;
  std::sort(times.begin(), times.end());
  one.since = times.front();
  if (times.size() < story.members.size()) return one;
  auto [every, timer] = rhythm(times, one.zone_unknown);
  one.every = std::move(every);
  if (timer) one.look_at = timer_advice();
  return one;
}

}  // namespace

Sentence what_recurs(SharedTrait by, bool of_victims, std::size_t incidents, const Sentence& name) {
  if (of_victims) return say("In {0} incidents the victim was the same: {1}", incidents, name);
  if (by == SharedTrait::cause) return say("{0} incidents have the same cause: {1}", incidents, name);
  return say("{0} incidents have the same culprit: {1}", incidents, name);
}

namespace {

bool grows(const std::vector<Bytes>& sizes) {
  constexpr double kByAFifth = 1.2;
  return std::adjacent_find(sizes.begin(), sizes.end(), std::greater_equal<>()) == sizes.end() &&
         static_cast<double>(sizes.back().count) >= kByAFifth * static_cast<double>(sizes.front().count);
}

}  // namespace

Sentence growth(const std::vector<std::optional<Bytes>>& sizes) {
  constexpr std::size_t kEnough = 3;  // of two, one may be larger by chance
  constexpr Bytes kTells = mib(64);   // what is small is alike in any case
  std::vector<Bytes> known;
  for (const std::optional<Bytes>& size : sizes)
    if (size) known.push_back(*size);
  if (known.size() < kEnough || known.size() < sizes.size()) return {};
  if (grows(known)) return say("It was larger each time, from {0} to {1}: its data grows, or it leaks.", known.front(), known.back());
  const auto [least, most] = std::minmax_element(known.begin(), known.end());
  if (*least < kTells || *most - *least > *least / 10) return {};
  return say("It was as large each time, between {0} and {1}: the same work, it seems.", *least, *most);
}

Sentence timer_advice() {
  return say("A timer may start it: look at crontab -l, systemctl list-timers --all and pg_cron's table cron.job.");
}

std::vector<Grouped> grouped(const std::vector<Shares>& all) {
  std::vector<Grouped> found;
  std::vector<bool> taken(all.size());
  for (const SharedTrait by : kMostTelling) {
    std::map<std::pair<bool, std::string_view>, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (const std::string_view key = taken[i] ? std::string_view() : key_of(all[i], by); !key.empty())
        groups[{all[i].of_victim, key}].push_back(i);
    for (auto& [key, members] : groups) {
      if (members.size() < 2) continue;
      for (const std::size_t member : members) taken[member] = true;
      found.push_back({by, std::move(members)});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Grouped& a, const Grouped& b) {
    return std::tuple(b.members.size(), a.members.front()) < std::tuple(a.members.size(), b.members.front());
  });
  return found;
}

std::vector<Recurrence> recurrences(const std::vector<Judged>& judged) {
  if (judged.size() < 2) return {};  // nothing to read statements for
  std::vector<Entry> entries;
  for (const Judged& one : judged) entries.push_back({one.incident, traits_of(*one.incident, *one.judgement)});
  std::vector<Shares> shares;
  for (const Entry& entry : entries) {
    Shares& one = shares.emplace_back();
    one.of_victim = entry.traits.of_victim;
    for (const Trait& trait : entry.traits.list) one.keys.emplace_back(trait.by, trait.key);
  }
  std::vector<Recurrence> found;
  for (const Grouped& story : grouped(shares)) found.push_back(told(entries, story));
  return found;
}

}  // namespace laststraw::judge
