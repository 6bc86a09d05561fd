// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kEnhanced{R"~("processList" ?: ?\[|\\"processList\\":\[)~",
                                                    R"~("instanceResourceID" ?:|\\"instanceResourceID\\":)~"};
constexpr std::array<std::string_view, 2> kJson{R"~("(Datapoints|MetricDataResults)" ?: ?\[)~",
                                                R"~("Label" ?: ?"[^"]*(FreeableMemory|SwapUsage))~"};
constexpr std::array<std::string_view, 1> kCsv{R"~(^[^{}:]*,[^{}:]*\b(FreeableMemory|SwapUsage)\b)~"};

constexpr Format kEnhancedFormats[] = {
    {"cloud_metrics/enhanced_monitoring",
     "Amazon RDS Enhanced Monitoring: documents, one a line, aws logs get-log-events",
     "{\"engine\":\"POSTGRES\",\"instanceID\":\"shop\",\"instanceResourceID\":\"db-1\",\"timestamp\":\"2026-01-05T10:00:00Z\",\"memory\":{\"total\":4030000,\"free\":120000},"
     "\"processList\":[{\"id\":4711,\"parentID\":380,\"name\":\"postgres: app shop 10.0.0.5(40772) SELECT\",\"rss\":2100000,\"vss\":2400000}]}",
     "Amazon RDS User Guide, OS metrics in Enhanced Monitoring",
     {}},
};
constexpr Format kJsonFormats[] = {
    {"cloud_metrics/cloudwatch_json",
     "aws cloudwatch get-metric-statistics, get-metric-data: FreeableMemory, SwapUsage",
     "{\"Label\":\"FreeableMemory\",\"Datapoints\":[{\"Timestamp\":\"2026-01-05T10:00:00Z\",\"Minimum\":128450560.0,\"Unit\":\"Bytes\"}]}",
     "Amazon CloudWatch API Reference, GetMetricStatistics, GetMetricData",
     {}},
};
constexpr Format kCsvFormats[] = {
    {"cloud_metrics/cloudwatch_csv",
     "CSV of CloudWatch's console and of Grafana: FreeableMemory, SwapUsage",
     "Time,FreeableMemory,SwapUsage\n2026/01/05 10:00:00,128450560,4194304",
     "Amazon RDS User Guide, CloudWatch metrics; columns by their names",
     {}},
};

}  // namespace

const Room readers::enhanced_monitoring{.name = "cloud_metrics",
                                        .title = "Amazon RDS Enhanced Monitoring",
                                        .strong_signatures = kEnhanced,
                                        .read = read_enhanced_monitoring,
                                        .formats = kEnhancedFormats};

const Room readers::cloudwatch_json{.name = "cloud_metrics",
                                    .title = "Amazon CloudWatch metrics: JSON",
                                    .strong_signatures = kJson,
                                    .read = read_cloudwatch_json,
                                    .formats = kJsonFormats};

const Room readers::cloudwatch_csv{.name = "cloud_metrics",
                                   .title = "Amazon CloudWatch metrics: CSV",
                                   .strong_signatures = kCsv,
                                   .read = read_cloudwatch_csv,
                                   .formats = kCsvFormats};

}  // namespace laststraw
