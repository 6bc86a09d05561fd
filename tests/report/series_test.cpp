// Many incidents of one input share its histories: a report does not hold them once for each.
#include <gtest/gtest.h>

#include "report/compose.hpp"
#include "report/format.hpp"
#include "text/say.hpp"

namespace laststraw::report {
namespace {

using namespace std::chrono_literals;

/// A value a second for a day.
std::vector<AlignedSeries::Point> day() {
  std::vector<AlignedSeries::Point> points(86400);
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i] = {WallTime{std::chrono::seconds{static_cast<long>(i)}}, static_cast<double>(i), 0};
  return points;
}

std::vector<Incident> incidents(const std::vector<AlignedSeries::Point>& points, const std::vector<long>& at) {
  std::vector<Incident> all;
  for (const long second : at) {
    Incident& one = all.emplace_back();
    one.id = static_cast<int>(all.size());
    one.at = iso_time(WallTime{std::chrono::seconds{second}});
    one.series.push_back({"mem_free_bytes", "bytes", "vmstat.txt", {}, points, nullptr});
  }
  return all;
}

TEST(Series, OneIncidentKeepsAll) {
  const auto points = day();
  auto all = incidents(points, {43200});
  bound_series(all, 100);
  EXPECT_EQ(all[0].series[0].points.size(), points.size());
  EXPECT_TRUE(all[0].series[0].note.empty());
}

TEST(Series, SeveralKeepWhatIsNearestToEach) {
  const auto points = day();
  auto all = incidents(points, {5, 43200, 86399});
  bound_series(all, 900);
  const auto kept = [&](std::size_t i) {
    const auto& of = all[i].series[0].points;
    return std::pair{of.front().value, of.back().value};
  };
  EXPECT_EQ(kept(0), (std::pair{0.0, 299.0})) << "before it there is little";
  EXPECT_EQ(kept(1), (std::pair{43000.0, 43299.0}));
  EXPECT_EQ(kept(2), (std::pair{86100.0, 86399.0})) << "after it there is nothing";
  EXPECT_EQ(english()(all[1].series[0].note), "the 300 of 86400 values that are nearest to the incident; with --incident 2 all of them");
}

TEST(Series, WhatIsWithinTheBoundStays) {
  const auto points = day();
  auto all = incidents(points, {5, 6});
  bound_series(all, 2 * points.size());
  EXPECT_EQ(all[1].series[0].points.size(), points.size());
  EXPECT_TRUE(all[1].series[0].note.empty());
}

TEST(Series, AnIncidentWithoutATimeKeepsTheEnd) {
  const auto points = day();
  auto all = incidents(points, {5, 6});
  all[0].at.clear();
  bound_series(all, 600);
  EXPECT_EQ(all[0].series[0].points.back().value, 86399.0);
  EXPECT_FALSE(all[0].series[0].points.empty());
}

}  // namespace
}  // namespace laststraw::report
