// Amazon CloudWatch: metrics of an RDS instance, as JSON of the command line and as CSV of the console.
//   aws cloudwatch get-metric-statistics  {"Label":"FreeableMemory","Datapoints":[{"Timestamp":"2026-01-05T10:00:00Z","Minimum":1.2e8,"Unit":"Bytes"}]}
//   aws cloudwatch get-metric-data        {"MetricDataResults":[{"Label":"FreeableMemory","Timestamps":["..",".."],"Values":[1.2e8,..]}]}
//   CSV                                   rows of a time and a value a column; the columns' names in a row before
// FreeableMemory is MemAvailable of /proc/meminfo (RDS User Guide, "Amazon CloudWatch instance-level metrics for Amazon RDS").
#include <array>

#include "cloud_metrics/documents.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/csv.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using cloud_metrics::number_of;
using cloud_metrics::text_of;
using nlohmann::json;

struct Known {
  std::string_view metric;
  const char* series;
  const char* worst;  ///< the statistic that tells most
};
constexpr std::array<Known, 2> kKnown{{{"FreeableMemory", "mem_available_bytes", "Minimum"}, {"SwapUsage", "swap_used_bytes", "Maximum"}}};

const Known* known(std::string_view label) {
  for (const Known& one : kKnown)
    if (label.find(one.metric) != std::string_view::npos) return &one;
  return nullptr;
}

/// "Bytes" is all that RDS writes; other units are those of somebody's own figures.
double unit_of(const std::string& unit) { return unit == "Kilobytes" ? 1e3 : unit == "Megabytes" ? 1e6 : unit == "Gigabytes" ? 1e9 : 1; }

class JsonReader {
 public:
  JsonReader(const SourceText& source, Records& records)
      : series_(records, source.id), times_(cloud_metrics::lines_of(source, "\"Timestamp\"")) {}

  bool take(const json& document, const Line& line) {
    if (!document.is_object()) return false;
    if (const auto points = document.find("Datapoints"); points != document.end() && points->is_array())
      return take_points(text_of(document, "Label"), *points, line);
    const auto results = document.find("MetricDataResults");
    if (results == document.end() || !results->is_array()) return false;
    bool any = false;
    for (const json& result : *results) any |= take_result(result, line);
    return any;
  }

 private:
  bool take_points(const std::string& label, const json& points, const Line& line) {
    const Known* const metric = known(label);
    if (!metric) return false;
    std::size_t n = 0;
    for (const json& point : points) {
      const std::uint32_t at = n < times_.size() ? times_[n] : line.at.first_line;
      ++n;
      const auto stamp = cloud_metrics::time_of(text_of(point, "Timestamp"));
      auto value = number_of(point, metric->worst);
      for (const char* other : {"Average", "Minimum", "Maximum"})
        if (!value) value = number_of(point, other);
      if (stamp && value) series_.add(metric->series, *stamp, *value * unit_of(text_of(point, "Unit")), at);
    }
    return true;
  }

  bool take_result(const json& result, const Line& line) {
    const Known* const metric = known(text_of(result, "Label"));
    if (!metric || !result.contains("Timestamps") || !result.contains("Values")) return false;
    const json &times = result["Timestamps"], &values = result["Values"];
    if (!times.is_array() || !values.is_array()) return false;
    for (std::size_t i = 0; i < std::min(times.size(), values.size()); ++i) {
      if (!times[i].is_string() || !values[i].is_number()) continue;
      const auto stamp = cloud_metrics::time_of(times[i].get<std::string>());
      if (const double value = values[i].get<double>(); stamp && value >= 0 && value < 1e18)
        series_.add(metric->series, *stamp, value, line.at.first_line);
    }
    return true;
  }

  support::SeriesGatherer series_;
  std::vector<std::uint32_t> times_;
};

}  // namespace

Reading read_cloudwatch_json(const SourceText& source, Records& records) {
  JsonReader reader(source, records);
  Reading reading;
  reading.format = "cloud_metrics/cloudwatch_json";
  reading.coverage = cloud_metrics::for_each_document(source, records, "a JSON document with Datapoints or MetricDataResults",
                                                      [&](const json& document, const Line& line) { return reader.take(document, line); });
  return reading;
}

Reading read_cloudwatch_csv(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  std::vector<const Known*> columns;
  return support::read_lines(source, records, "cloud_metrics/cloudwatch_csv", "a time and a value a column", [&](const Line& line) {
    std::vector<std::string> cells;
    if (!support::split_csv(line.text, cells)) return support::LineIs::unrecognised;
    const auto stamp = cloud_metrics::time_of(cells.front());
    if (!stamp) {
      // Rows of labels, ids, periods, statistics: those with a metric's name tell the columns.
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (const Known* const metric = known(cells[i])) columns.resize(std::max(columns.size(), i + 1)), columns[i] = metric;
      return support::LineIs::parsed;
    }
    bool any = false;
    for (std::size_t i = 1; i < std::min(cells.size(), columns.size()); ++i) {
      std::string_view text = support::trim(cells[i]);
      double value = 0;
      if (!columns[i] || text.empty()) continue;
      if (!grammar::take(text, grammar::real, value) || !text.empty() || !(value >= 0 && value < 1e18))
        return support::LineIs::unrecognised;
      series.add(columns[i]->series, *stamp, value, line.at.first_line);
      any = true;
    }
    return any ? support::LineIs::parsed : support::LineIs::noise;
  });
}

}  // namespace laststraw
