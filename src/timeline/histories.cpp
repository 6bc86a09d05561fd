#include "timeline/histories.hpp"

#include <algorithm>

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

constexpr Micros kDay = 24h;

using Points = std::span<const AlignedSeries::Point>;

/// Less than a day before and after.
Points within_a_day(const std::vector<AlignedSeries::Point>& points, WallTime when) {
  const auto first =
      std::upper_bound(points.begin(), points.end(), when - kDay, [](WallTime t, const auto& point) { return t < point.at; });
  const auto last = std::lower_bound(first, points.end(), when + kDay, [](const auto& point, WallTime t) { return point.at < t; });
  return {first, last};
}

}  // namespace

Histories::Histories(const Records& records, const Clocks& clocks, const Hosts& hosts) : hosts_(hosts) {
  for (const Series& series : records.series) {
    History history{series.name, series.unit, series.source, !series.points.empty() && series.points.front().stamp.utc_offset, {}};
    history.points.reserve(series.points.size());
    for (const SeriesPoint& point : series.points)
      if (const Instant at = clocks.when(series.source, point.stamp); at.wall)
        history.points.push_back({*at.wall, point.value, point.line});
    if (history.points.empty()) continue;
    std::stable_sort(history.points.begin(), history.points.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    histories_.push_back(std::move(history));
  }
}

std::vector<AlignedSeries> Histories::around(const Instant& when, SourceId source) const {
  std::vector<AlignedSeries> found;
  std::vector<bool> certain;
  if (!when.wall) return found;
  for (const History& history : histories_) {
    if (!hosts_.may_be_same(history.source, source)) continue;
    const Points points = within_a_day(history.points, *when.wall);
    if (points.empty()) continue;
    const auto known = std::find_if(found.begin(), found.end(), [&](const AlignedSeries& other) { return other.name == history.name; });
    if (known == found.end()) {
      found.push_back({history.name, history.unit, history.source, points});
      certain.push_back(history.zone_is_certain);
      continue;
    }
    const auto i = static_cast<std::size_t>(known - found.begin());
    const std::size_t had = known->points.size(), has = points.size();
    if (has < had || (has == had && (certain[i] || !history.zone_is_certain))) continue;
    *known = {history.name, history.unit, history.source, points};
    certain[i] = history.zone_is_certain;
  }
  return found;
}

}  // namespace laststraw::timeline
