#include "timeline/series.hpp"

#include <algorithm>

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

bool zone_is_certain(const Series& series) { return !series.points.empty() && series.points.front().stamp.utc_offset.has_value(); }

}  // namespace

std::vector<AlignedSeries> series_around(const Instant& when, const Records& records, const Clocks& clocks) {
  std::vector<AlignedSeries> found;
  std::vector<bool> certain;
  if (!when.wall) return found;
  for (const Series& series : records.series) {
    AlignedSeries aligned{series.name, series.unit, series.source, {}};
    for (const SeriesPoint& point : series.points) {
      const Instant at = clocks.when(series.source, point.stamp);
      if (at.wall && std::chrono::abs(*at.wall - *when.wall) < 24h) aligned.points.push_back({*at.wall, point.value, point.line});
    }
    if (aligned.points.empty()) continue;
    std::stable_sort(aligned.points.begin(), aligned.points.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    const auto known = std::find_if(found.begin(), found.end(), [&](const AlignedSeries& other) { return other.name == aligned.name; });
    if (known == found.end()) {
      found.push_back(std::move(aligned));
      certain.push_back(zone_is_certain(series));
      continue;
    }
    const auto i = static_cast<std::size_t>(known - found.begin());
    const std::size_t had = known->points.size(), has = aligned.points.size();
    if (has < had || (has == had && (certain[i] || !zone_is_certain(series)))) continue;
    *known = std::move(aligned);
    certain[i] = zone_is_certain(series);
  }
  return found;
}

}  // namespace laststraw::timeline
