// node_exporter's and cAdvisor's metrics, in Prometheus' text format and what tools make of it:
//   node_memory_MemAvailable_bytes 1.2345e+10                                   /metrics
//   node_memory_MemAvailable_bytes 1.2345e+10 1795230141.5                      OpenMetrics, with seconds
//   {__name__="node_memory_MemFree_bytes",instance="db1:9100"} 1.2e+10 1795230141500   promtool tsdb dump, milliseconds
//   {"status":"success","data":{"result":[{"metric":{"__name__":".."},"values":[[1795230141.5,"1.2e+10"],..]}]}}
// Without a time it is a snapshot of /proc/meminfo.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

#include "laststraw/parsers/readers.hpp"
#include "prometheus/metrics.hpp"
#include "support/grammar.hpp"
#include "support/mark.hpp"
#include "support/number.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using grammar::real;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using nlohmann::json;
using prometheus::Known;
using prometheus::known;

const auto metric_name = raw[char_("a-zA-Z_:") >> *char_("a-zA-Z0-9_:")];
const auto label_value = lit('"') >> *((lit('\\') >> char_) | (char_ - '"' - '\\')) >> '"';
const auto labels = '{' >> raw[*(label_value | (char_ - '}' - '"'))] >> '}';

/// Counters of OOM kills (node_exporter vmstat_linux.go, cAdvisor metrics/prometheus.go): the last value is what a witness needs.
constexpr std::array<std::string_view, 2> kCounters{"node_vmstat_oom_kill", "container_oom_events_total"};

bool is_counter(std::string_view metric) { return std::find(kCounters.begin(), kCounters.end(), metric) != kCounters.end(); }

bool names_postgres(std::string_view container) {
  constexpr std::array<std::string_view, 6> kNames{"postgres", "pgsql", "patroni", "spilo", "timescale", "database"};
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) { return container.find(name) != std::string_view::npos; });
}

/// Does a container's label name PostgreSQL? Then the other containers' figures are their own business.
bool has_postgres_container(std::string_view bytes) {
  for (std::size_t at = bytes.find("container"); at != std::string_view::npos; at = bytes.find("container", at + 9)) {
    const std::string_view label = bytes.substr(at + 9, 80);
    const std::size_t value = label.find_first_not_of("=:\" ");
    if (value != std::string_view::npos && value > 0 && label.substr(0, value).find('"') != std::string_view::npos &&
        names_postgres(label.substr(value, label.find('"', value) - value)))
      return true;
  }
  return false;
}

/// The value of a label: `name` is "__name__=\"" and its like.
std::string_view label(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + name.size());
  return text.substr(0, text.find('"'));
}

/// Seconds or milliseconds since 1970.
std::optional<Stamp> at_time(double value) {
  const double seconds = value > 1e11 ? value / 1000 : value;
  if (!(seconds > 1e8 && seconds < 1e11)) return std::nullopt;
  Stamp stamp;
  stamp.civil = Micros{static_cast<std::int64_t>(seconds * 1e6)};
  stamp.utc_offset = std::chrono::minutes{0};
  stamp.resolution = std::chrono::milliseconds{1};
  return stamp;
}

class Reader {
 public:
  Reader(const SourceText& source, Records& records)
      : records_(records), series_(records, source.id), postgres_only_(has_postgres_container(source.bytes)) {}

  support::LineIs read(const Line& line) {
    std::string_view text = support::trim(line.text);
    if (text.front() == '#') return support::LineIs::parsed;  // HELP, TYPE, EOF
    if (const auto mark = support::read_mark(text)) return mark_ = *mark, support::LineIs::parsed;
    if (text.substr(0, 2) == "{\"" || text.substr(0, 2) == "[{")
      return read_query(text, line) ? support::LineIs::parsed : support::LineIs::unrecognised;
    grammar::Chars part;
    std::string_view metric, labelled;
    if (grammar::take(text, metric_name, part)) metric = view(part);
    if (grammar::take(text, labels, part)) labelled = view(part);
    if (metric.empty()) metric = label(labelled, "__name__=\"");
    double value = 0, time = 0;
    if (metric.empty() || !grammar::take(text, omit[+lit(' ')] >> real, value)) return support::LineIs::unrecognised;
    const bool timed = grammar::take(text, omit[+lit(' ')] >> real, time);
    if (is_anothers(metric, label(labelled, "container=\""))) return support::LineIs::noise;
    if (is_counter(metric)) return count(metric, value, line), support::LineIs::parsed;
    const Known* const kept = known(metric);
    if (!kept) return support::LineIs::noise;
    keep(*kept, value, timed ? at_time(time) : mark_, line);
    return support::LineIs::parsed;
  }

  /// The answer to a query, over several lines where it is pretty-printed: {"status":"success","data":{"result":[...]}}
  bool read_query(std::string_view text, const Line& line) {
    const json whole = json::parse(text.begin(), text.end(), nullptr, false);
    if (!whole.is_object()) return false;
    const auto data = whole.find("data");
    if (data == whole.end() || !data->is_object() || !data->contains("result") || !(*data)["result"].is_array()) return false;
    for (const json& result : (*data)["result"])
      if (result.is_object() && result.contains("metric") && result["metric"].is_object()) read_result(result, line);
    return true;
  }

 private:
  void keep(const Known& k, double value, const std::optional<Stamp>& stamp, const Line& line) {
    if (!(value >= 0 && value < 1e18)) return;
    if (stamp) series_.add(k.series, *stamp, value * k.factor, line.at.first_line);
    // How much there is of RAM and swap holds for other times, too.
    const bool lasts = k.snapshot == &MemInfo::total || k.snapshot == &MemInfo::swap_total;
    if (k.snapshot && (!stamp || lasts)) records_.meminfo.*k.snapshot = {Bytes{to_whole(value)}, cite(line)};
  }

  void read_result(const json& result, const Line& line) {
    const auto name = result["metric"].find("__name__");
    if (name == result["metric"].end() || !name->is_string()) return;
    const std::string& metric = name->get_ref<const std::string&>();
    const auto container = result["metric"].find("container");
    const bool named = container != result["metric"].end() && container->is_string();
    if (is_anothers(metric, named ? std::string_view(container->get_ref<const std::string&>()) : std::string_view())) return;
    if (const auto values = result.find("values"); values != result.end() && values->is_array()) {
      if (is_counter(metric) && values->size() > 1) return count_rise(metric, *values, line);
      for (const json& point : *values) read_point(metric, point, line);
    } else if (const auto value = result.find("value"); value != result.end())
      read_point(metric, *value, line);
  }

  /// "[1795230141.5, "1.2e+10"]".
  static std::optional<double> value_of(const json& point) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_string()) return std::nullopt;
    std::string_view digits = point[1].get_ref<const std::string&>();
    double value = 0;
    return grammar::take(digits, real, value) ? std::optional(value) : std::nullopt;
  }

  void read_point(std::string_view metric, const json& point, const Line& line) {
    const auto value = value_of(point);
    if (!value) return;
    if (is_counter(metric))
      count(metric, *value, line);
    else if (const Known* const kept = known(metric))
      keep(*kept, *value, at_time(point[0].get<double>()), line);
  }

  /// What a counter had before the range asked for is of another time; one that stood still tells of nothing.
  void count_rise(std::string_view metric, const json& points, const Line& line) {
    double rise = 0;
    std::optional<double> before;
    for (const json& point : points) {
      const auto value = value_of(point);
      if (!value) continue;
      if (before && *value > *before) rise += *value - *before;
      before = value;
    }
    if (rise > 0) count(metric, rise, line);
  }

  bool is_anothers(std::string_view metric, std::string_view container) const {
    return postgres_only_ && metric.starts_with("container_") && !names_postgres(container);
  }

  void count(std::string_view metric, double value, const Line& line) {
    if (!(value >= 0 && value < 1e15)) return;
    auto& kills = metric == kCounters[0] ? records_.host.vmstat_oom_kills : records_.cgroup.container_oom_events;
    kills = {to_whole(value), cite(line)};
  }

  Records& records_;
  support::SeriesGatherer series_;
  bool postgres_only_;
  std::optional<Stamp> mark_;
};

constexpr std::size_t kLargestDocument = std::size_t{64} << 20;

/// A document of several lines; one of one line is read as a line.
bool is_pretty_printed(std::string_view bytes) {
  const std::size_t first = bytes.find_first_not_of(" \t\r\n"), last = bytes.find_last_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const std::string_view text = bytes.substr(first, last + 1 - first);
  return text.starts_with('{') && text.ends_with('}') && text.size() <= kLargestDocument && !text.starts_with("{__name__") &&
         text.substr(0, text.find('\n')).find("result") == std::string_view::npos && text.find('\n') != std::string_view::npos;
}

}  // namespace

Reading read_prometheus(const SourceText& source, Records& records) {
  Reader reader(source, records);
  if (is_pretty_printed(source.bytes)) {
    Lines lines = source.lines();
    Line first, line;
    lines.next(first);
    if (reader.read_query(source.bytes, first)) {
      while (lines.next(line)) continue;
      return {"prometheus", {.lines = lines.count(), .parsed = lines.count()}, {}};
    }
  }
  return support::read_lines(source, records, "prometheus", "name{labels} value [time]",
                             [&](const Line& line) { return reader.read(line); });
}

}  // namespace laststraw
