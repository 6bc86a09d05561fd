// node_exporter's and cAdvisor's metrics, in Prometheus' text format and what tools make of it:
//   node_memory_MemAvailable_bytes 1.2345e+10                                   /metrics
//   node_memory_MemAvailable_bytes 1.2345e+10 1795230141.5                      OpenMetrics, with seconds
//   {__name__="node_memory_MemFree_bytes",instance="db1:9100"} 1.2e+10 1795230141500   promtool tsdb dump, milliseconds
//   {"status":"success","data":{"result":[{"metric":{"__name__":".."},"values":[[1795230141.5,"1.2e+10"],..]}]}}
// Without a time it is a snapshot of /proc/meminfo.
#include <nlohmann/json.hpp>

#include <array>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/mark.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using grammar::view;
using grammar::x3::char_;
using grammar::x3::double_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using nlohmann::json;

const auto metric_name = raw[char_("a-zA-Z_:") >> *char_("a-zA-Z0-9_:")];
const auto label_value = lit('"') >> *((lit('\\') >> char_) | (char_ - '"' - '\\')) >> '"';
const auto labels = '{' >> raw[*(label_value | (char_ - '}' - '"'))] >> '}';

struct Known {
  std::string_view metric;
  const char* series;
  double factor;
  std::optional<Cited<Bytes>> MemInfo::*snapshot = nullptr;  ///< where the line has no time
};
/// node_exporter meminfo_linux.go, vmstat_linux.go, pressure_linux.go; cAdvisor metrics/prometheus.go.
constexpr std::array kKnown{Known{"node_memory_MemTotal_bytes", "mem_total_bytes", 1, &MemInfo::total},
                            Known{"node_memory_MemFree_bytes", "mem_free_bytes", 1},
                            Known{"node_memory_MemAvailable_bytes", "mem_available_bytes", 1, &MemInfo::available},
                            Known{"node_memory_Cached_bytes", "cached_bytes", 1},
                            Known{"node_memory_Buffers_bytes", "buffers_bytes", 1},
                            Known{"node_memory_Shmem_bytes", "shmem_bytes", 1},
                            Known{"node_memory_AnonPages_bytes", "anon_bytes", 1},
                            Known{"node_memory_PageTables_bytes", "page_tables_bytes", 1},
                            Known{"node_memory_Slab_bytes", "slab_bytes", 1},
                            Known{"node_memory_SUnreclaim_bytes", "slab_unreclaimable_bytes", 1},
                            Known{"node_memory_KernelStack_bytes", "kernel_stack_bytes", 1},
                            Known{"node_memory_Committed_AS_bytes", "committed_bytes", 1, &MemInfo::committed},
                            Known{"node_memory_CommitLimit_bytes", "commit_limit_bytes", 1, &MemInfo::commit_limit},
                            Known{"node_memory_SwapFree_bytes", "swap_free_bytes", 1},
                            Known{"node_memory_SwapTotal_bytes", "swap_total_bytes", 1, &MemInfo::swap_total},
                            Known{"node_memory_Dirty_bytes", "dirty_bytes", 1},
                            Known{"node_load1", "load_1", 1},
                            Known{"node_procs_blocked", "blocked_tasks", 1},
                            Known{"node_procs_running", "run_queue", 1},
                            Known{"node_pressure_memory_waiting_seconds_total", "psi_memory_some_total_us", 1e6},
                            Known{"node_pressure_memory_stalled_seconds_total", "psi_memory_full_total_us", 1e6},
                            Known{"container_memory_rss", "memcg_anon_bytes", 1},
                            Known{"container_memory_cache", "memcg_file_bytes", 1},
                            Known{"container_memory_usage_bytes", "memcg_usage_bytes", 1}};

const Known* known(std::string_view metric) {
  for (const Known& k : kKnown)
    if (k.metric == metric) return &k;
  return nullptr;
}

/// The value of __name__ among labels.
std::string_view name_label(std::string_view text) {
  constexpr std::string_view kName = "__name__=\"";
  const std::size_t at = text.find(kName);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + kName.size());
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
  Reader(const SourceText& source, Records& records) : records_(records), series_(records, source.id) {}

  support::LineIs read(const Line& line) {
    std::string_view text = support::trim(line.text);
    if (text.front() == '#') return support::LineIs::parsed;  // HELP, TYPE, EOF
    if (const auto mark = support::read_mark(text)) return mark_ = *mark, support::LineIs::parsed;
    if (text.substr(0, 2) == "{\"" || text.substr(0, 2) == "[{")
      return read_query(text, line) ? support::LineIs::parsed : support::LineIs::unrecognised;
    grammar::Chars part;
    std::string_view metric;
    if (grammar::take(text, metric_name, part)) metric = view(part);
    if (grammar::take(text, labels, part) && metric.empty()) metric = name_label(view(part));
    double value = 0, time = 0;
    if (metric.empty() || !grammar::take(text, omit[+lit(' ')] >> double_, value)) return support::LineIs::unrecognised;
    const bool timed = grammar::take(text, omit[+lit(' ')] >> double_, time);
    const Known* const kept = known(metric);
    if (!kept) return support::LineIs::noise;
    keep(*kept, value, timed ? at_time(time) : mark_, line);
    return support::LineIs::parsed;
  }

 private:
  void keep(const Known& k, double value, const std::optional<Stamp>& stamp, const Line& line) {
    if (!(value >= 0 && value < 1e18)) return;
    if (stamp)
      series_.add(k.series, *stamp, value * k.factor, line.at.first_line);
    else if (k.snapshot)
      records_.meminfo.*k.snapshot = {Bytes{to_whole(value)}, cite(line)};
  }

  bool read_query(std::string_view text, const Line& line) {
    const json whole = json::parse(text.begin(), text.end(), nullptr, false);
    if (!whole.is_object()) return false;
    const auto data = whole.find("data");
    if (data == whole.end() || !data->is_object() || !data->contains("result") || !(*data)["result"].is_array()) return false;
    for (const json& result : (*data)["result"]) {
      if (!result.is_object() || !result.contains("metric") || !result["metric"].is_object()) continue;
      const Known* const kept = known(result["metric"].value("__name__", std::string()));
      if (!kept || !result.contains("values") || !result["values"].is_array()) continue;
      for (const json& point : result["values"]) {
        if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_string()) continue;
        const std::string& digits = point[1].get_ref<const std::string&>();
        std::string_view rest = digits;
        double value = 0;
        if (grammar::take(rest, double_, value)) keep(*kept, value, at_time(point[0].get<double>()), line);
      }
    }
    return true;
  }

  Records& records_;
  support::SeriesGatherer series_;
  std::optional<Stamp> mark_;
};

}  // namespace

Reading read_prometheus(const SourceText& source, Records& records) {
  Reader reader(source, records);
  return support::read_lines(source, records, "prometheus", "name{labels} value [time]",
                             [&](const Line& line) { return reader.read(line); });
}

}  // namespace laststraw
