// --since, --until, --around: what has no date counts from the newest thing that was read.
#include "analyze/asked_time.hpp"

#include <gtest/gtest.h>

#include "report/format.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

/// 2026-11-23 08:00 UTC, a Monday.
const WallTime kNewest = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 8h;

std::string resolved(const std::string& text, WallTime newest = kNewest) {
  const auto asked = asked_time(text);
  return asked ? report::short_time(report::iso_time(asked->resolved(newest))).substr(0, 19) : "no time";
}

TEST(AskedTime, ADateIsItself) {
  EXPECT_EQ(resolved("2026-11-21T03:00"), "2026-11-21 03:00:00");
  EXPECT_EQ(resolved("2026-11-21 03:00:30"), "2026-11-21 03:00:30");
  EXPECT_EQ(resolved("2026-11-21"), "2026-11-21 00:00:00");
  EXPECT_EQ(resolved("2026-11-21T03:00+02:00"), "2026-11-21 01:00:00");
}

TEST(AskedTime, ATimeOfDayIsTheLastOneBeforeTheNewestLine) {
  EXPECT_EQ(resolved("03:01"), "2026-11-23 03:01:00");
  EXPECT_EQ(resolved("3:01"), "2026-11-23 03:01:00");
  EXPECT_EQ(resolved("09:30"), "2026-11-22 09:30:00");
  EXPECT_EQ(resolved("08:00:00"), "2026-11-23 08:00:00");
  EXPECT_EQ(resolved("01:00+02:00"), "2026-11-22 23:00:00");
}

TEST(AskedTime, AroundATimeJustBehindTheNewestLineIsOfTheSameDay) {
  AskedTime since = *asked_time("08:10"), until = since;
  since.further = -15min, until.further = 15min;
  EXPECT_EQ(report::iso_time(since.resolved(kNewest)), "2026-11-23T07:55:00.000Z");
  EXPECT_EQ(report::iso_time(until.resolved(kNewest)), "2026-11-23T08:25:00.000Z");
}

TEST(AskedTime, YesterdayIsTheDayBeforeTheNewestLines) {
  EXPECT_EQ(resolved("yesterday 03:00"), "2026-11-22 03:00:00");
  EXPECT_EQ(resolved("yesterday"), "2026-11-22 00:00:00");
  EXPECT_EQ(resolved("today 09:30"), "2026-11-23 09:30:00");
}

TEST(AskedTime, SoLongBefore) {
  EXPECT_EQ(resolved("-2h"), "2026-11-23 06:00:00");
  EXPECT_EQ(resolved("-90min"), "2026-11-23 06:30:00");
  EXPECT_EQ(resolved("-30m"), "2026-11-23 07:30:00");
  EXPECT_EQ(resolved("-1d"), "2026-11-22 08:00:00");
  EXPECT_EQ(resolved("-45 s"), "2026-11-23 07:59:15");
}

TEST(AskedTime, WhatIsNoTime) {
  for (const char* text : {"", "-", "-2", "-2weeks", "--2h", "-99999999999h", "25:00", "03:61", "03", "noon", "yesterday noon",
                           "yesterdays", "2026-13-01", "2026-11-21T", "03:01x", "-h", "\xff\xff"})
    EXPECT_FALSE(asked_time(text)) << text;
}

}  // namespace
}  // namespace laststraw
