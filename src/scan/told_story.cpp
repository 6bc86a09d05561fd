#include "scan/told_story.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "judge/recurrence.hpp"
#include "laststraw/verdict.hpp"
#include "laststraw/words.hpp"
#include "report/format.hpp"
#include "scan/cases.hpp"
#include "scan/settings_change.hpp"
#include "scan/store.hpp"

namespace laststraw::scan {

namespace {

constexpr std::chrono::days kWeek{7};
/// What many machines do at one time is one beat of a rhythm.
constexpr std::chrono::minutes kAtOnce{10};

/// One of each beat.
std::vector<WallTime> beats(const std::vector<WallTime>& times) {
  std::vector<WallTime> apart;
  for (const WallTime& time : times)
    if (apart.empty() || time - apart.back() > kAtOnce) apart.push_back(time);
  return apart;
}

/// What its rows come to, one after the other in order of time.
class Sums {
 public:
  Sums(report::Story& story, const StoryView& view) : story_(story), view_(view) {}

  /// at, zone_unknown, verdict, down_s, sessions_lost, size
  void add(const SqliteRow& row) {
    ++story_.incidents;
    if (static_cast<VerdictKind>(row.number(2)) == VerdictKind::undecided) ++story_.undecided;
    if (const auto down = row.maybe_real(3)) story_.down_s += *down, ++story_.down_known;
    if (const auto lost = row.maybe_number(4))
      story_.sessions_lost = (Bytes{story_.sessions_lost} + Bytes{*lost}).count, ++story_.sessions_known;
    if (story_.incidents <= view_.most_times) {
      const auto size = row.maybe_number(5);
      sizes_.push_back(size ? std::optional(Bytes{*size}) : std::nullopt);
    }
    if (!row.is_null(0)) add_time(restored(row.number(0)), row.number(1) != 0);
  }
  /// When it happens, and whether it is new or over.
  void finish() {
    if (story_.incidents <= view_.most_times) story_.growth = judge::growth(sizes_);
    if (!first_ || !view_.now || !view_.oldest) return;
    if (times_.size() == story_.incidents) put_rhythm();
    const WallTime now = *view_.now;
    story_.is_new = *first_ > now - kWeek && *view_.oldest <= now - kWeek;
    story_.not_seen_since = *last_ < now - std::max<Micros>(kWeek, 2 * pause_);
  }

 private:
  void add_time(const WallTime& at, bool zone_unknown) {
    if (!first_) first_ = at, story_.first = time_text(at, zone_unknown);
    if (last_) pause_ = std::max<Micros>(pause_, at - *last_);
    last_ = at, story_.last = time_text(at, zone_unknown);
    zone_unknown_ |= zone_unknown;
    if (story_.incidents <= view_.most_times) times_.push_back(at);
  }
  void put_rhythm() {
    judge::Rhythm rhythm = judge::rhythm(times_, zone_unknown_);
    if (rhythm.every.empty()) rhythm = judge::rhythm(beats(times_), zone_unknown_);
    story_.every = std::move(rhythm.every);
    if (rhythm.timer) story_.look_at = judge::timer_advice();
  }

  report::Story& story_;
  const StoryView& view_;
  std::vector<WallTime> times_;
  std::vector<std::optional<Bytes>> sizes_;
  std::optional<WallTime> first_, last_;
  Micros pause_{0};
  bool zone_unknown_ = false;
};

/// The first with a host, against what that host's incident before it told.
void put_change(Sqlite& store, std::int64_t number, report::Story& story) {
  store.each(
      "SELECT r.at, r.host, s.packed FROM members m JOIN rows r USING (row) LEFT JOIN settings s USING (row) WHERE m.story = ? AND r.at IS NOT NULL "
      "AND r.host IS NOT NULL ORDER BY r.at, r.row LIMIT 1",
      [&](const SqliteRow& first) {
        if (first.is_null(2)) return false;
        store.each(
            "SELECT r.at, r.zone_unknown, s.packed FROM rows r JOIN settings s USING (row) WHERE r.host = ? AND r.at < ? AND r.same_as IS NULL AND "
            "r.host IS NOT NULL ORDER BY r.at DESC, r.row DESC LIMIT 1",
            [&](const SqliteRow& before) {
              story.changed_on = first.text(1);
              story.changed_since = time_text(restored(before.number(0)), before.number(1) != 0);
              story.changes = changes_between(before.text(2), first.text(2));
              return false;
            },
            first.text(1), first.number(0));
        return false;
      },
      number);
}

void put_counts(Sqlite& store, std::int64_t number, report::Story& story) {
  store.each(
      "SELECT r.cause FROM members m JOIN rows r USING (row) LEFT JOIN causes c ON c.cause IS r.cause WHERE m.story = ? "
      "GROUP BY r.cause ORDER BY count(*) DESC, c.first LIMIT 1",
      [&](const SqliteRow& row) {
        story.cause = row.text(0);
        return false;
      },
      number);
  store.each(
      "SELECT count(DISTINCT r.host) FROM members m JOIN rows r USING (row) WHERE m.story = ?",
      [&](const SqliteRow& row) {
        story.hosts = static_cast<std::uint64_t>(row.number(0));
        return false;
      },
      number);
}

}  // namespace

report::Story told_story(Sqlite& store, const SqliteRow& found, const StoryView& view) {
  const std::int64_t number = found.number(0);
  const auto by = static_cast<SharedTrait>(found.number(1));
  report::Story story;
  story.of_victims = found.number(2) != 0;
  story.by = laststraw::word(by);
  story.id = report::hexadecimal(stable_hash((story.of_victims ? "victim " : "culprit ") + found.text(3)));
  story.name = report::Text(found.text(4));
  Sums sums(story, view);
  store.each(
      "SELECT r.at, r.zone_unknown, r.verdict, r.down_s, r.sessions_lost, r.size FROM members m JOIN rows r USING (row) WHERE m.story = ? "
      "ORDER BY r.at IS NULL, r.at, r.row",
      [&](const SqliteRow& row) {
        sums.add(row);
        return true;
      },
      number);
  sums.finish();
  story.what = judge::what_recurs(by, story.of_victims, story.incidents, story.name);
  put_counts(store, number, story);
  put_change(store, number, story);
  return story;
}

}  // namespace laststraw::scan
