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

}  // namespace

const Room readers::prometheus{.name = "prometheus",
                               .title = "node_exporter and cAdvisor metrics: text, OpenMetrics, promtool dump, query_range",
                               .line_signatures = kPrometheus,
                               .read = read_prometheus,
                               .formats = kPrometheusFormats};

}  // namespace laststraw
