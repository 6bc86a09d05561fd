// When a beat is even, a minute is the same and a size grows: each limit from both of its sides.
#include <gtest/gtest.h>

#include "judge/recurrence.hpp"
#include "text/language.hpp"

namespace laststraw::judge {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr WallTime kBegin = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5} + hours(3);  // a Monday

std::string beat(std::vector<seconds> offsets) {
  std::vector<WallTime> times;
  for (const seconds offset : offsets) times.push_back(kBegin + offset);
  return english()(rhythm(times, false).every);
}

TEST(Rhythm, ABeatIsEvenWithinATenth) {
  EXPECT_EQ(beat({seconds(0), seconds(110), seconds(200)}), "every 100 s");
  EXPECT_EQ(beat({seconds(0), seconds(111), seconds(200)}), "");
  EXPECT_EQ(beat({seconds(0), seconds(100)}), "") << "two have no beat";
}

TEST(Rhythm, AShortBeatMayBeASecondOffALongOneTenMinutes) {
  EXPECT_EQ(beat({seconds(0), seconds(6), seconds(10)}), "every 5 s");
  EXPECT_EQ(beat({seconds(0), seconds(7), seconds(10)}), "");
  EXPECT_EQ(beat({seconds(0), seconds(4), seconds(8)}), "") << "one after the other";
  EXPECT_EQ(beat({minutes(0), minutes(210), minutes(400)}), "every 3 h");
  EXPECT_EQ(beat({minutes(0), minutes(211), minutes(400)}), "");
}

TEST(Rhythm, IsSaidInTheUnitThatKeepsItSmall) {
  EXPECT_EQ(beat({seconds(0), seconds(119), seconds(238)}), "every 119 s");
  EXPECT_EQ(beat({seconds(0), seconds(120), seconds(240)}), "every 2 min");
  EXPECT_EQ(beat({minutes(0), minutes(119), minutes(238)}), "every 1 h 59 min");
  EXPECT_EQ(beat({minutes(0), minutes(120), minutes(240)}), "every 2 h");
}

TEST(Rhythm, TheSameMinuteIsWithinTen) {
  EXPECT_EQ(beat({days(0), days(1) + minutes(10), days(2)}), "every day at about 03:05 UTC");
  EXPECT_EQ(beat({days(0), days(1) + minutes(10)}), "both at about 03:05 UTC");
  EXPECT_EQ(beat({days(0), days(1) + minutes(11)}), "");
  EXPECT_EQ(beat({days(0), days(7), days(21)}), "every Monday at about 03:00 UTC");
  EXPECT_EQ(beat({days(0), days(3), days(6)}), "every 3 days at about 03:00 UTC");
  EXPECT_EQ(beat({days(0), days(3), days(7)}), "each time at about 03:00 UTC");
}

std::string grown(std::vector<std::optional<Bytes>> sizes) { return english()(growth(sizes)); }

TEST(Growth, IsOfAFifthAndEachTime) {
  EXPECT_EQ(grown({mib(100), mib(110), mib(120)}), "It was larger each time, from 100.0 MiB to 120.0 MiB: its data grows, or it leaks.");
  EXPECT_EQ(grown({mib(100), mib(110), mib(119)}), "");
  EXPECT_EQ(grown({mib(100), mib(100), mib(120)}), "");
  EXPECT_EQ(grown({mib(100), mib(120)}), "") << "of two, one is larger";
  EXPECT_EQ(grown({mib(100), std::nullopt, mib(110), mib(120)}), "") << "one is not known";
}

TEST(Growth, IsTheSameWorkWithinATenthAndFrom64MiB) {
  EXPECT_EQ(grown({mib(64), mib(70), mib(66)}), "It was as large each time, between 64.0 MiB and 70.0 MiB: the same work, it seems.");
  EXPECT_EQ(grown({mib(64), mib(71), mib(66)}), "");
  EXPECT_EQ(grown({mib(63), mib(63), mib(63)}), "");
}

}  // namespace
}  // namespace laststraw::judge
