// The rhythm of what recurs: the same minute of every day is a timer's, and so is an even interval.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "judge/recurrence.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes kDay = std::chrono::hours(24), kNear{10};

minutes of_day(const WallTime& time) { return std::chrono::duration_cast<minutes>(time - std::chrono::floor<std::chrono::days>(time)); }

/// The minute of the day around which all of them lie; nullopt where they do not. A timer's work begins at its minute and takes a while
/// to run out of memory, so its incidents lie within some minutes. Midnight is no border.
std::optional<minutes> shared_minute(const std::vector<WallTime>& times) {
  const minutes first = of_day(times.front());
  minutes low{0}, high{0};
  for (const WallTime& time : times) {
    minutes away = of_day(time) - first;
    if (away > kDay / 2) away -= kDay;
    if (away < -kDay / 2) away += kDay;
    low = std::min(low, away), high = std::max(high, away);
  }
  if (high - low > kNear) return std::nullopt;
  return (first + (low + high) / 2 + kDay) % kDay;
}

/// The distances in whole days; empty where two of them lie on one day.
std::vector<std::int64_t> days_between(const std::vector<WallTime>& times) {
  std::vector<std::int64_t> days;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const std::int64_t away = std::chrono::round<std::chrono::days>(times[i] - times[i - 1]).count();
    if (away < 1) return {};
    days.push_back(away);
  }
  return days;
}

std::string clock(minutes of) {
  char text[8];
  std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(of.count() / 60 % 24), static_cast<int>(of.count() % 60));
  return text;
}

constexpr std::int64_t kWeek = 7;  // days

Sentence weekday(const WallTime& time) {
  switch (std::chrono::weekday(std::chrono::floor<std::chrono::days>(time)).c_encoding()) {
    case 0:
      return say("Sunday");
    case 1:
      return say("Monday");
    case 2:
      return say("Tuesday");
    case 3:
      return say("Wednesday");
    case 4:
      return say("Thursday");
    case 5:
      return say("Friday");
    default:
      return say("Saturday");
  }
}

/// Seconds, minutes or hours, whichever keeps the number small.
Sentence interval_words(seconds length) {
  if (length < minutes(2)) return say("every {0}", how_long(length));
  if (length < minutes(120)) return say("every {0}", how_long(std::chrono::round<minutes>(length)));
  return say("every {0}", how_long(std::chrono::round<std::chrono::hours>(length)));
}

/// An even beat: each distance within a tenth of their mean, but no more than ten minutes off.
Sentence even_beat(const std::vector<WallTime>& times) {
  const auto mean = std::chrono::duration_cast<seconds>(times.back() - times.front()) / static_cast<std::int64_t>(times.size() - 1);
  if (mean < seconds(5)) return {};
  const seconds slack = std::clamp<seconds>(mean / 10, seconds(1), minutes(10));
  for (std::size_t i = 1; i < times.size(); ++i) {
    const auto away = std::chrono::duration_cast<seconds>(times[i] - times[i - 1]) - mean;
    if (std::chrono::abs(away) > slack) return {};
  }
  return interval_words(mean);
}

}  // namespace

Rhythm rhythm(const std::vector<WallTime>& times, bool zone_unknown) {
  constexpr std::size_t kEnough = 3;
  if (times.size() < 2) return {};
  if (const auto days = days_between(times); !days.empty())
    if (const auto minute = shared_minute(times)) {
      const Sentence at = zone_unknown ? Sentence(clock(*minute)) : say("{0} UTC", clock(*minute));
      const auto [least, most] = std::minmax_element(days.begin(), days.end());
      if (times.size() < kEnough) return {say("both at about {0}", at), false};
      if (std::all_of(days.begin(), days.end(), [](std::int64_t between) { return between % kWeek == 0; }))
        return {say("every {0} at about {1}", weekday(times.front()), at), true};
      if (*least != *most) return {say("each time at about {0}", at), true};
      return {*least == 1 ? say("every day at about {0}", at) : say("every {0} days at about {1}", *least, at), true};
    }
  const Sentence beat = times.size() < kEnough ? Sentence() : even_beat(times);
  return {beat, !beat.empty()};
}

}  // namespace laststraw::judge
