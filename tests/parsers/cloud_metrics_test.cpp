#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

struct Found {
  Records records;
  Reading reading;
  const Series* series(std::string_view name) const {
    for (const Series& one : records.series)
      if (one.name == name) return &one;
    return nullptr;
  }
};

Found read(test::Read how, std::string_view name) {
  Found result;
  result.reading = test::read_exact(how, test::slurp(test::samples_dir() / "cloud_metrics" / name), result.records);
  EXPECT_TRUE(result.reading.coverage.adds_up()) << name;
  EXPECT_EQ(result.reading.coverage.unrecognised, 0u) << name;
  return result;
}

TEST(EnhancedMonitoring, OneDocumentALine) {
  const Found found = read(read_enhanced_monitoring, "made-up-enhanced-monitoring.ndjson");
  EXPECT_EQ(found.reading.coverage.parsed, 3u);
  const Series* const free = found.series("mem_free_bytes");
  ASSERT_TRUE(free);
  ASSERT_EQ(free->points.size(), 3u);
  EXPECT_EQ(free->points[2].value, 61000.0 * 1024);
  EXPECT_EQ(free->points[2].line, 3u);
  EXPECT_EQ(free->points[2].stamp.utc_offset, 0min);
  EXPECT_EQ(found.records.meminfo.total.value().value, kib(4030000));
  ASSERT_EQ(found.records.process_lists.size(), 3u);
  const ProcessList& last = found.records.process_lists[2];
  ASSERT_EQ(last.rows.size(), 4u) << "sums without an id are no processes";
  EXPECT_EQ(last.rows[1].pid, Pid(24021));
  EXPECT_EQ(last.rows[1].ppid, Pid(380));
  EXPECT_EQ(last.rows[1].rss, kib(2704000));
  EXPECT_EQ(last.rows[1].command, "postgres: report shop 10.0.3.17(51234) SELECT");
}

TEST(EnhancedMonitoring, PrettyPrintedAndAsLogEvents) {
  const Found one = read(read_enhanced_monitoring, "made-up-enhanced-monitoring.json");
  ASSERT_EQ(one.records.process_lists.size(), 1u);
  EXPECT_EQ(one.records.process_lists[0].cite.at.first_line, 5u) << "where its time stands";
  const Found events = read(read_enhanced_monitoring, "made-up-get-log-events.json");
  ASSERT_EQ(events.records.process_lists.size(), 3u);
  EXPECT_EQ(events.records.process_lists[2].rows[1].rss, kib(2704000));
}

TEST(CloudWatch, Statistics) {
  const Found found = read(read_cloudwatch_json, "made-up-get-metric-statistics.json");
  const Series* const available = found.series("mem_available_bytes");
  ASSERT_TRUE(available);
  ASSERT_EQ(available->points.size(), 6u);
  EXPECT_EQ(available->points[5].value, 96468992.0);
  EXPECT_EQ(available->points[0].line, 5u);
}

TEST(CloudWatch, MetricData) {
  const Found found = read(read_cloudwatch_json, "made-up-get-metric-data.json");
  const Series* const swap = found.series("swap_used_bytes");
  ASSERT_TRUE(swap);
  ASSERT_EQ(swap->points.size(), 2u);
  EXPECT_EQ(swap->points[0].value, 1932432384.0);
}

TEST(CloudWatch, Csv) {
  const Found found = read(read_cloudwatch_csv, "made-up-cloudwatch.csv");
  ASSERT_TRUE(found.series("mem_available_bytes"));
  EXPECT_EQ(found.series("mem_available_bytes")->points.back().value, 96468992.0);
  ASSERT_TRUE(found.series("swap_used_bytes"));
  EXPECT_EQ(found.series("swap_used_bytes")->points.size(), 6u);
  EXPECT_FALSE(found.series("swap_used_bytes")->points[0].stamp.utc_offset) << "the console's zone is not printed";
}

TEST(CloudMetrics, SurvivesDamage) {
  for (const auto& path : test::samples_of("cloud_metrics"))
    for (const test::Read how : {read_enhanced_monitoring, read_cloudwatch_json, read_cloudwatch_csv})
      test::expect_survives_damage(how, test::slurp(path), "sample", 12);
}

}  // namespace
}  // namespace laststraw
