// Quantities over time, and how much of them a document can hold.
#include <algorithm>
#include <functional>

#include "report/compose.hpp"
#include "report/format.hpp"
#include "text/say.hpp"

namespace laststraw::report {

std::vector<Series> compose_series(const laststraw::Incident& from, const Places& places) {
  std::vector<Series> all;
  for (const AlignedSeries& series : from.series) {
    Series to{series.name, series.unit, places.path(series.source), {}, series.points, nullptr};
    const auto is_number = [](const AlignedSeries::Point& point) { return std::isfinite(point.value); };
    if (const auto bad = static_cast<std::size_t>(std::count_if(to.points.begin(), to.points.end(), std::not_fn(is_number))); bad > 0) {
      auto kept = std::make_shared<std::vector<AlignedSeries::Point>>();
      std::copy_if(to.points.begin(), to.points.end(), std::back_inserter(*kept), is_number);
      to.note = say_count(bad, "{0} value that is no finite number was left out", "{0} values that are no finite numbers were left out");
      to.points = *kept;
      to.kept = std::move(kept);
    }
    all.push_back(std::move(to));
  }
  return all;
}

namespace {

/// `most` of more: around the moment, two thirds of them before it where there are so many on both sides.
std::span<const AlignedSeries::Point> nearest(std::span<const AlignedSeries::Point> points, std::optional<WallTime> moment,
                                              std::size_t most) {
  const auto earlier = [](const AlignedSeries::Point& point, const WallTime& time) { return point.at < time; };
  const auto at = moment ? std::lower_bound(points.begin(), points.end(), *moment, earlier) : points.end();
  const auto before = static_cast<std::size_t>(at - points.begin());
  const std::size_t from = before - std::min(before, most - most / 3);
  return points.subspan(std::min(from, points.size() - most), most);
}

}  // namespace

void bound_series(std::vector<Incident>& incidents, std::size_t most) {
  std::size_t all = 0, series = 0;
  for (const Incident& incident : incidents)
    for (const Series& one : incident.series) all += one.points.size(), ++series;
  if (incidents.size() < 2 || all <= most) return;
  const std::size_t each = std::max<std::size_t>(3, most / series);
  for (Incident& incident : incidents)
    for (Series& one : incident.series) {
      if (one.points.size() <= each) continue;
      add_note(one.note, say("the {0} of {1} values that are nearest to the incident; with --incident {2} all of them", each,
                             one.points.size(), incident.id));
      one.points = nearest(one.points, wall_time_of(incident.at), each);
    }
}

}  // namespace laststraw::report
