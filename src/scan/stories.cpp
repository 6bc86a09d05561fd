#include "scan/stories.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>

#include "judge/recurrence.hpp"
#include "laststraw/words.hpp"
#include "report/format.hpp"
#include "scan/cases.hpp"
#include "scan/comparison.hpp"
#include "scan/same_incident.hpp"
#include "scan/settings_change.hpp"
#include "scan/tallies.hpp"

namespace laststraw::scan {

namespace {

using Entry = Stories::Entry;
using Texts = Stories::Texts;
using Members = std::vector<const Entry*>;  ///< in order of time

constexpr std::chrono::days kWeek{7};
/// What many machines do at one time is one beat of a rhythm.
constexpr std::chrono::minutes kAtOnce{10};

bool is_a_death(IncidentKind kind) {
  return kind == IncidentKind::kernel_oom || kind == IncidentKind::memcg_oom || kind == IncidentKind::sigkill_no_oom ||
         kind == IncidentKind::userspace_oom_killer || kind == IncidentKind::sysrq_oom;
}

SharedTrait trait_named(const std::string& by) {
  for (const SharedTrait trait :
       {SharedTrait::statement, SharedTrait::application, SharedTrait::role, SharedTrait::program, SharedTrait::unit, SharedTrait::cause})
    if (by == laststraw::word(trait)) return trait;
  return SharedTrait::cause;
}

const std::string& place_of(const report::FleetRow& row) { return row.host.empty() ? row.case_name : row.host; }

std::string time_text(const Entry& entry) {
  if (!entry.at) return {};
  std::string text = report::iso_time(*entry.at);
  if (entry.zone_unknown) text.pop_back();
  return text;
}

template <class Count>
std::vector<std::pair<std::string, std::uint64_t>> most_first(const std::map<Count, std::uint64_t>& counts, const Texts& texts) {
  std::vector<std::pair<std::string, std::uint64_t>> sorted;
  for (const auto& [text, count] : counts) sorted.emplace_back(texts[text], count);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

std::vector<std::string> texts_of(const Members& members, std::uint32_t Entry::*which, const Texts& texts) {
  std::set<std::string> all;
  for (const Entry* entry : members)
    if (!texts[entry->*which].empty()) all.insert(texts[entry->*which]);
  return {all.begin(), all.end()};
}

/// One of each beat.
std::vector<WallTime> beats(const std::vector<WallTime>& times) {
  std::vector<WallTime> apart;
  for (const WallTime& time : times)
    if (apart.empty() || time - apart.back() > kAtOnce) apart.push_back(time);
  return apart;
}

/// When it happens, and whether it is new or over, as seen from `now`.
void put_times(report::Story& story, const Members& members, WallTime oldest, WallTime now) {
  std::vector<WallTime> times;
  bool zone_unknown = false;
  for (const Entry* entry : members)
    if (entry->at) times.push_back(*entry->at), zone_unknown |= entry->zone_unknown;
  if (times.empty()) return;
  const auto dated = [](const Entry* entry) { return entry->at.has_value(); };
  story.first = time_text(**std::find_if(members.begin(), members.end(), dated));
  story.last = time_text(**std::find_if(members.rbegin(), members.rend(), dated));
  if (times.size() == members.size()) {
    judge::Rhythm rhythm = judge::rhythm(times, zone_unknown);
    if (rhythm.every.empty()) rhythm = judge::rhythm(beats(times), zone_unknown);
    story.every = std::move(rhythm.every);
    if (rhythm.timer) story.look_at = judge::timer_advice();
  }
  Micros pause{0};
  for (std::size_t i = 1; i < times.size(); ++i) pause = std::max(pause, times[i] - times[i - 1]);
  story.is_new = times.front() > now - kWeek && oldest <= now - kWeek;
  story.not_seen_since = times.back() < now - std::max<Micros>(kWeek, 2 * pause);
}

void put_sums(report::Story& story, const Members& members, const Texts& texts) {
  std::map<std::uint32_t, std::uint64_t> causes;
  std::vector<std::optional<Bytes>> sizes;
  for (const Entry* entry : members) {
    story.uids.push_back(entry->uid);
    ++causes[entry->cause];
    story.undecided += entry->undecided() ? 1U : 0U;
    if (entry->down_s) story.down_s += *entry->down_s, ++story.down_known;
    if (entry->sessions_lost)
      story.sessions_lost = (Bytes{story.sessions_lost} + Bytes{*entry->sessions_lost}).count, ++story.sessions_known;
    sizes.push_back(entry->size ? std::optional(Bytes{*entry->size}) : std::nullopt);
  }
  story.cause = most_first(causes, texts).front().first;
  story.growth = judge::growth(sizes);
}

/// The first with a host, against what that host's incident before it told.
void put_change(report::Story& story, const Members& members, const Members& all, const Texts& texts) {
  const auto first = std::find_if(members.begin(), members.end(), [&](const Entry* one) { return one->at && !texts[one->host].empty(); });
  if (first == members.end() || texts[(*first)->settings].empty()) return;
  const Entry* before = nullptr;
  for (const Entry* one : all) {
    if (!one->at || *one->at >= *(*first)->at) break;
    if (one->host == (*first)->host && !texts[one->settings].empty()) before = one;
  }
  if (!before) return;
  story.changed_on = texts[before->host];
  story.changed_since = time_text(*before);
  story.changes = changes_between(texts[before->settings], texts[(*first)->settings]);
}

struct Book {
  const Texts& texts;
  const Members& all;  ///< each incident once, in order of time; those without a date last
  WallTime oldest{}, now{};

  report::Story told(const judge::Grouped& group) const {
    Members members;
    for (const std::size_t member : group.members) members.push_back(all[member]);
    const Entry& first = *members.front();
    const auto trait = std::find_if(first.traits.begin(), first.traits.end(),
                                    [&](const Stories::Trait& one) { return trait_named(texts[one.by]) == group.by; });
    report::Story story;
    story.by = laststraw::word(group.by);
    story.of_victims = first.of_victims;
    story.id = report::hexadecimal(stable_hash((first.of_victims ? "victim " : "culprit ") + texts[trait->key]));
    story.name = texts[trait->name];
    story.what = judge::what_recurs(group.by, first.of_victims, members.size(), texts[trait->name]);
    story.hosts = texts_of(members, &Entry::host, texts), story.owners = texts_of(members, &Entry::owner, texts);
    put_sums(story, members, texts);
    put_times(story, members, oldest, now);
    put_change(story, members, all, texts);
    return story;
  }
};

}  // namespace

std::uint32_t Stories::Texts::number(const std::string& text) {
  if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

void Stories::add(const report::FleetRow& row) {
  Entry& entry = entries_.emplace_back();
  entry.uid = row.uid, entry.id = row.id;
  entry.at = report::wall_time_of(row.at), entry.dated = !row.at.empty();
  entry.zone_unknown = entry.at && !report::is_iso_time(row.at);
  entry.pid = row.victim_pid, entry.size = row.comparison.size_bytes;
  entry.sessions_lost = row.sessions_lost, entry.down_s = row.down_s;
  entry.likelihood = row.likelihood, entry.slack_s = static_cast<float>(row.slack_s);
  entry.case_name = texts_.number(row.case_name), entry.host = texts_.number(row.host), entry.owner = texts_.number(row.owner);
  entry.cause = texts_.number(row.cause), entry.settings = texts_.number(packed_settings(row.comparison.settings));
  entry.environment = texts_.number(row.environment);
  entry.outcome = row.outcome, entry.verdict = row.verdict, entry.of_victims = row.comparison.of_victims;
  entry.a_death = is_a_death(row.outcome);
  for (const report::Trait& trait : row.comparison.traits) {
    const bool own = trait.key.starts_with(kOfOneHost);
    entry.traits.push_back({texts_.number(trait.by), texts_.number(trait.key + (own ? " " + place_of(row) : std::string())),
                            texts_.number(english()(trait.name))});
  }
  for (const std::string& what : row.lacking) entry.lacking.push_back(texts_.number(what));
}

report::FleetSummary Stories::sum_up(std::optional<WallTime> until) {
  report::FleetSummary summary;
  Members all = each_once(entries_, texts_, summary.same_as);
  summary.incidents = all.size(), summary.twice = entries_.size() - all.size();
  std::stable_sort(all.begin(), all.end(), [](const Entry* a, const Entry* b) {
    return std::tuple(!a->at, a->at.value_or(WallTime{})) < std::tuple(!b->at, b->at.value_or(WallTime{}));
  });
  std::set<std::uint32_t> cases, hosts;
  std::map<std::uint32_t, std::uint64_t> lacking;
  std::vector<judge::Shares> shares;
  for (const Entry* entry : all) {
    cases.insert(entry->case_name), hosts.insert(entry->host);
    summary.undecided += entry->undecided() ? 1U : 0U;
    summary.down_s += entry->down_s.value_or(0);
    summary.sessions_lost = (Bytes{summary.sessions_lost} + Bytes{entry->sessions_lost.value_or(0)}).count;
    for (const std::uint32_t what : entry->lacking) ++lacking[what];
    judge::Shares& one = shares.emplace_back();
    one.of_victim = entry->of_victims;
    for (const Trait& trait : entry->traits) one.keys.emplace_back(trait_named(texts_[trait.by]), texts_[trait.key]);
  }
  summary.cases = cases.size(), summary.hosts = hosts.size() - hosts.count(0);
  summary.lacking = most_first(lacking, texts_);
  summary.tallies = tallies_of(all, texts_);
  const auto last_dated = std::find_if(all.rbegin(), all.rend(), [](const Entry* entry) { return entry->at.has_value(); });
  Book book{texts_, all};
  if (last_dated != all.rend()) {
    summary.newest = time_text(**last_dated);
    book.oldest = *all.front()->at, book.now = until.value_or(*(*last_dated)->at);
  }
  for (const judge::Grouped& group : judge::grouped(shares)) summary.stories.push_back(book.told(group));
  std::stable_sort(summary.stories.begin(), summary.stories.end(), [](const report::Story& a, const report::Story& b) {
    return std::tuple(b.down_s, b.uids.size()) < std::tuple(a.down_s, a.uids.size());
  });
  return summary;
}

}  // namespace laststraw::scan
