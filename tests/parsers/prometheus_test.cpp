#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

Records read(std::string_view name) {
  Records records;
  const Reading reading = test::read_exact(read_prometheus, test::slurp(test::samples_dir() / "prometheus" / name), records);
  EXPECT_EQ(reading.coverage.unrecognised, 0u) << name;
  return records;
}

TEST(Prometheus, TimesInSecondsAndMilliseconds) {
  for (const char* name : {"made-up-openmetrics.txt", "made-up-tsdb-dump.txt", "made-up-query-range.json"}) {
    const Records records = read(name);
    ASSERT_FALSE(records.series.empty()) << name;
    const auto& points = records.series[0].points;
    ASSERT_EQ(points.size(), 2u) << name;
    EXPECT_EQ(*points[0].stamp.civil, 1795230141500ms) << name;
    EXPECT_EQ(*points[1].stamp.civil - *points[0].stamp.civil, 15s) << name;
  }
  EXPECT_EQ(read("made-up-openmetrics.txt").series[0].points[0].value, 21109444608.0);
}

TEST(Prometheus, WithoutATimeItIsASnapshot) {
  const Records records = read("made-up-metrics.txt");
  EXPECT_TRUE(records.series.empty());
  EXPECT_EQ(records.meminfo.total.value().value.count / 1024, 24682416);
}

TEST(Prometheus, QueryRangePrettyPrintedKeepsToPostgresqlsContainer) {
  const Records records = read("made-up-query-range-pretty.json");
  ASSERT_EQ(records.series.size(), 2u);
  EXPECT_EQ(records.series[0].name, "memcg_anon_bytes");
  ASSERT_EQ(records.series[0].points.size(), 3u) << "the sidecar's are left out";
  EXPECT_EQ(records.series[0].points[2].value, 2040109465.0);
  EXPECT_EQ(records.series[1].name, "memcg_limit_bytes");
  EXPECT_EQ(records.cgroup.container_oom_events.value().value, 1) << "from 1 to 2 in the time asked for";
}

TEST(Prometheus, CountersOfKills) {
  Records records;
  test::read_exact(read_prometheus, "# TYPE node_vmstat_oom_kill untyped\nnode_vmstat_oom_kill 3\n", records);
  EXPECT_EQ(records.host.vmstat_oom_kills.value().value, 3);
}

TEST(GrafanaCsv, ASeriesAColumn) {
  Reading reading;
  const Records records =
      test::read(read_grafana_csv, test::slurp(test::samples_dir() / "prometheus" / "made-up-grafana.csv"), "panel.csv", &reading);
  EXPECT_EQ(reading.coverage.parsed, 4u);
  ASSERT_EQ(records.series.size(), 2u);
  EXPECT_EQ(records.series[0].name, "mem_available_bytes");
  ASSERT_EQ(records.series[0].points.size(), 3u);
  EXPECT_EQ(records.series[0].points[2].value, 148897792);
  EXPECT_FALSE(records.series[0].points[2].stamp.utc_offset) << "the browser's zone";
  EXPECT_EQ(records.series[1].name, "swap_free_bytes");
  EXPECT_EQ(records.series[1].points.size(), 2u) << "an empty cell is no zero";
}

TEST(GrafanaCsv, MillisecondsAndFormattedValues) {
  const Records records =
      test::read(read_grafana_csv,
                 "Time,node_memory_MemAvailable_bytes,node_memory_MemFree_bytes\n1767607980000,142 MiB,4.2 GB\n1767607995000,999 B,lots\n");
  ASSERT_EQ(records.series.size(), 2u);
  EXPECT_EQ(records.series[0].points[0].value, 142.0 * 1048576);
  EXPECT_EQ(records.series[0].points[1].value, 999);
  EXPECT_EQ(records.series[0].points[0].stamp.utc_offset, std::chrono::minutes{0});
  ASSERT_EQ(records.series[1].points.size(), 1u);
  EXPECT_EQ(records.series[1].points[0].value, 4.2e9);
  EXPECT_EQ(records.unrecognised.size(), 1u);
}

/// Made up. A range shows when a counter rose: what it had before, and one that stood still, tell nothing of that time.
TEST(Prometheus, OnlyTheRiseOfACounterCounts) {
  const auto kills = [](const char* values) {
    const Records records = test::read(
        read_prometheus,
        std::string(
            R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"node_vmstat_oom_kill"},"values":)") +
            values + "}]}}\n");
    return records.host.vmstat_oom_kills ? records.host.vmstat_oom_kills->value : -1;
  };
  EXPECT_EQ(kills(R"([[1767607500,"37"],[1767607560,"37"]])"), -1);
  EXPECT_EQ(kills(R"([[1767607500,"37"],[1767607560,"38"],[1767607620,"38"]])"), 1);
  EXPECT_EQ(kills(R"([[1767607500,"37"],[1767607560,"0"],[1767607620,"2"]])"), 2) << "after a restart it begins anew";
  EXPECT_EQ(kills(R"([[1767607500,"3"]])"), 3) << "a value alone is a snapshot";
}

TEST(Prometheus, SurvivesDamage) {
  for (const auto& path : test::samples_of("prometheus"))
    for (const Door read : {Door(read_prometheus), Door(read_grafana_csv)})
      test::expect_survives_damage(read, test::slurp(path), "sample", 30);
}

}  // namespace
}  // namespace laststraw
