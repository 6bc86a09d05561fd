// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kPrometheus{
    R"(^(node|container|process|go|kube|machine)_[a-zA-Z_]+(\{.*\})? [0-9.eE+-]+|^# (HELP|TYPE) (node|container|go|process)_)",
    R"(__name__"?[=:] ?"(node|container)_)"};

constexpr Format kPrometheusFormats[] = {
    {"prometheus",
     "node_exporter, cAdvisor: /metrics, OpenMetrics, promtool tsdb dump, query_range",
     "node_memory_MemAvailable_bytes{instance=\"db1:9100\"} 2.1109444608e+10 1795230141.500",
     "docs/reference/postgres.md 4.4",
     {}},
};

constexpr std::array<std::string_view, 1> kGrafana{
    R"~((?i)^"?time"?[,;].*\b(node_memory_[A-Za-z]+_bytes|node_load1|node_procs_[a-z]+|node_pressure_memory_[a-z_]+|container_memory_[a-z_]+)\b)~"};

constexpr Format kGrafanaFormats[] = {
    {"prometheus/grafana_csv",
     "Grafana's CSV of a panel, series joined by time: metrics of node_exporter and cAdvisor under their own names",
     "\"Time\",\"node_memory_MemAvailable_bytes{instance=\"\"db1:9100\"\"}\"\n2026-01-05 10:13:00,148897792",
     "grafana.com/docs, Panel inspect, Download CSV",
     {}},
};

}  // namespace

const Room readers::grafana_csv{.name = "prometheus",
                                .title = "Grafana's CSV of a panel",
                                .strong_signatures = kGrafana,
                                .read = read_grafana_csv,
                                .formats = kGrafanaFormats};

const Room readers::prometheus{.name = "prometheus",
                               .title = "node_exporter and cAdvisor metrics: text, OpenMetrics, promtool dump, query_range",
                               .line_signatures = kPrometheus,
                               .read = read_prometheus,
                               .formats = kPrometheusFormats};

}  // namespace laststraw
