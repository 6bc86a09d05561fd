// A panel's data as Grafana's inspector saves it ("Series joined by time"): a column a series, named by its query's metric and labels where nobody
// gave it another name; times as the browser's clock shows them, or milliseconds since 1970; values raw, or formatted with their unit.
//   "Time","node_memory_MemAvailable_bytes{instance=""db1:9100"", job=""node""}"
//   2026-01-05 10:13:00,148897792
#include <array>

#include "laststraw/parsers/readers.hpp"
#include "prometheus/metrics.hpp"
#include "support/civil.hpp"
#include "support/csv.hpp"
#include "support/cursor.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using prometheus::Known;

std::optional<Stamp> time_of(std::string_view cell) {
  if (const auto milliseconds = support::whole_number<std::int64_t>(cell)) {
    if (*milliseconds < 100'000'000'000 || *milliseconds > 100'000'000'000'000) return std::nullopt;
    Stamp stamp;
    stamp.civil = std::chrono::milliseconds{*milliseconds};
    stamp.utc_offset = std::chrono::minutes{0};
    stamp.resolution = std::chrono::milliseconds{1};
    return stamp;
  }
  return support::take_iso_time(cell);
}

/// "148897792", "142 MiB", "4.2 GB"
std::optional<double> value_of(std::string_view text) {
  double value = 0;
  if (!grammar::take(text, grammar::real, value) || !(value >= 0 && value < 1e18)) return std::nullopt;
  text = support::trim(text);
  if (text.empty() || text == "B") return value;
  constexpr std::string_view kPrefixes = "kMGTP";
  const bool binary = text.ends_with("iB");
  const std::size_t power = kPrefixes.find(text.front() == 'K' ? 'k' : text.front());
  if (power == std::string_view::npos || (!binary && text.size() != 2) || (binary && text.size() != 3) || text.back() != 'B')
    return std::nullopt;
  for (std::size_t i = 0; i <= power; ++i) value *= binary ? 1024 : 1000;
  return value;
}

const Known* column_of(std::string_view title) {
  title = support::trim(title);
  return prometheus::known(title.substr(0, title.find_first_of("{ ")));
}

}  // namespace

Reading read_grafana_csv(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  std::vector<const Known*> columns;
  return support::read_lines(source, records, "prometheus/grafana_csv", "a time and a value a column", [&](const Line& line) {
    std::vector<std::string> cells;
    if (!support::split_csv(line.text, cells) || cells.empty()) return support::LineIs::unrecognised;
    if (columns.empty()) {
      for (const std::string& cell : cells) columns.push_back(column_of(cell));
      return support::LineIs::parsed;
    }
    const auto stamp = time_of(cells.front());
    if (!stamp || cells.size() != columns.size()) return support::LineIs::unrecognised;
    for (std::size_t i = 1; i < cells.size(); ++i) {
      const std::string_view cell = support::trim(cells[i]);
      if (!columns[i] || cell.empty() || cell == "null") continue;
      const auto value = value_of(cell);
      if (!value) return support::LineIs::unrecognised;
      series.add(columns[i]->series, *stamp, *value * columns[i]->factor, line.at.first_line);
    }
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
