// A fleet as numbers that are watched over time.
#pragma once

#include <string>

#include "report/fleet_row.hpp"

namespace laststraw::report {

/// OpenMetrics 1.0 text, which readers of Prometheus' older text format (node_exporter's textfile collector) take as well: gauges only, no
/// timestamps. Hosts without a tally of their own share one label; of stories the first fifty have samples.
std::string write_metrics(const FleetSummary& summary);

}  // namespace laststraw::report
