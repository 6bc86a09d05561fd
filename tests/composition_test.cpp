// Bundles as people compose them: what several inputs tell of one death is one incident, with the story joined.
#include <gtest/gtest.h>

#include "analyze/analyze.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

Report analyzed(const char* bundle) {
  AnalyzeOptions options;
  options.paths = {(std::filesystem::path(LASTSTRAW_SOURCE_DIR) / "tests" / "composition" / bundle).string()};
  return analyze(options);
}

const Process& victim(const IncidentReport& report) { return report.incident.processes.at(report.incident.victims.at(0)); }

constexpr WallTime kDay = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5};

TEST(Composition, DescribeEventsAndPreviousLogOfOnePod) {
  const Report report = analyzed("pod");
  ASSERT_EQ(report.incidents.size(), 1u);
  const Incident& incident = report.incidents[0].incident;
  EXPECT_EQ(incident.kind, IncidentKind::memcg_oom);
  EXPECT_EQ(incident.when.wall, kDay + 10h + 15min + 1630ms);
  EXPECT_EQ(report.incidents[0].judgement.findings.front().cause, "single_backend");
  EXPECT_EQ(victim(report.incidents[0]).pid, Pid(118202)) << "the host's pid; the server's log knows it as 24021";
  EXPECT_EQ(victim(report.incidents[0]).application, "monthly");
  ASSERT_FALSE(incident.witnesses.empty());
  EXPECT_EQ(incident.witnesses[0].kind, "container");
  EXPECT_EQ(incident.records->cgroup.declared.value().value, mib(2048));
}

TEST(Composition, ThreeLogDestinationsAndDmesgOfOneServer) {
  const Report report = analyzed("server");
  ASSERT_EQ(report.incidents.size(), 2u) << "two kills, four logs";
  for (const auto& [index, pid, down] : {std::tuple{0u, 24021, 3272ms}, std::tuple{1u, 25877, 4215ms}}) {
    const IncidentReport& one = report.incidents[index];
    EXPECT_EQ(one.incident.kind, IncidentKind::kernel_oom);
    EXPECT_EQ(one.incident.victims.size(), 1u);
    EXPECT_EQ(victim(one).pid, Pid(pid));
    EXPECT_EQ(victim(one).statement, "select array_agg(o) from orders o");
    EXPECT_EQ(one.incident.postgres.down, Micros(down));
  }
}

TEST(Composition, SettingsAreThoseOfTheServerThatDied) {
  const Report report = analyzed("two-servers");
  ASSERT_EQ(report.incidents.size(), 2u);
  for (const auto& [index, server, connections] :
       {std::tuple{0u, "pgclusters/15-lsux/", "33"}, std::tuple{1u, "pgclusters/15-main/", "300"}}) {
    std::size_t cited = 0;
    for (const ChecklistItem& item : report.incidents[index].checklist)
      for (const Citation& cite : item.evidence) {
        const std::string& path = report.records->sources.at(static_cast<std::size_t>(cite.at.source)).path;
        if (cite.at.first_line == 0 || path.find("pg_settings.csv") == std::string::npos) continue;
        EXPECT_NE(path.find(server), std::string::npos) << item.id << " cites " << path;
        const bool most = cite.quote.starts_with("max_connections,");
        EXPECT_TRUE(!most || cite.quote.starts_with("max_connections," + std::string(connections) + ",")) << cite.quote;
        ++cited;
      }
    EXPECT_GT(cited, 0u) << server;
  }
  EXPECT_NE(find(report.records->pg_settings, "log_timezone"), nullptr) << "what both say alike is known";
  EXPECT_EQ(find(report.records->pg_settings, "work_mem"), nullptr) << "of no server in particular it is not";
}

TEST(Composition, ThreeHostsInOneFolder) {
  const Report report = analyzed("hosts");
  ASSERT_EQ(report.incidents.size(), 3u) << "seconds apart, and of three machines";
  for (const auto& [index, host, pid] : {std::tuple{0u, "db1", 24021}, std::tuple{1u, "db2", 24021}, std::tuple{2u, "db3", 3911}}) {
    const IncidentReport& one = report.incidents[index];
    EXPECT_EQ(one.incident.host, host);
    EXPECT_EQ(one.incident.kind, IncidentKind::kernel_oom);
    ASSERT_EQ(one.incident.victims.size(), 1u) << host;
    EXPECT_EQ(victim(one).pid, Pid(pid)) << host;
  }
}

TEST(Composition, ThreeNightsOfOneLogAreOneStory) {
  const Report report = analyzed("nights");
  ASSERT_EQ(report.incidents.size(), 3u);
  ASSERT_EQ(report.recurrences.size(), 1u);
  const Recurrence& story = report.recurrences[0];
  EXPECT_EQ(story.by, SharedTrait::statement);
  EXPECT_EQ(story.incidents, (std::vector{1, 2, 3}));
  EXPECT_EQ(english()(story.every), "every day at about 03:01 UTC");
  EXPECT_NE(
      english()(report::compose(report).recurrence.at(0).text).find("(incidents 1, 2, 3; since 2026-01-05 03:01:12.118 UTC; every day"),
      std::string::npos);
}

TEST(Composition, AStoryIsThereForTemplatesToo) {
  const std::string text =
      report::write_template(report::compose(analyzed("nights")), "own.tpl", "{{#recurrence}}{{by}}, {{every}}{{/recurrence}}");
  EXPECT_EQ(text, "statement, every day at about 03:01 UTC");
}

TEST(Composition, RdsLogEnhancedMonitoringAndCloudWatch) {
  const Report report = analyzed("rds");
  ASSERT_EQ(report.incidents.size(), 1u);
  const IncidentReport& one = report.incidents[0];
  EXPECT_EQ(one.incident.kind, IncidentKind::sigkill_no_oom);
  EXPECT_EQ(victim(one).pid, Pid(24021));
  EXPECT_EQ(victim(one).rss, kib(2704000)) << "as Enhanced Monitoring saw it last";
  EXPECT_EQ(one.incident.postgres.down, Micros(23s));
  EXPECT_EQ(one.judgement.findings.front().cause, "single_backend");
}

TEST(Composition, PrometheusHistoryAndAKillLine) {
  const Report report = analyzed("history");
  ASSERT_EQ(report.incidents.size(), 1u) << "the shortage before the kill is no incident of its own";
  const IncidentReport& one = report.incidents[0];
  EXPECT_EQ(one.incident.kind, IncidentKind::kernel_oom);
  EXPECT_EQ(victim(one).pid, Pid(24021));
  ASSERT_TRUE(one.incident.decline);
  EXPECT_LE(one.incident.decline->onset, kDay + 10h + 9min);
  EXPECT_GE(one.incident.decline->onset, kDay + 10h + 7min);
}

/// A volume, compressed as pmlogger_daily does, the archive's names and its index, and one line.
TEST(Composition, PcpArchiveAndAKillLine) {
  const Report report = analyzed("pcp");
  ASSERT_EQ(report.incidents.size(), 1u);
  const IncidentReport& one = report.incidents[0];
  EXPECT_EQ(one.incident.kind, IncidentKind::kernel_oom);
  EXPECT_EQ(victim(one).pid, Pid(24021));
  EXPECT_EQ(victim(one).application, "");
  EXPECT_EQ(victim(one).database, "shop") << "from its title in the archive";
  ASSERT_TRUE(one.incident.decline);
  EXPECT_LE(one.incident.decline->onset, kDay + 10h + 9min);
  EXPECT_GE(one.incident.decline->onset, kDay + 10h + 7min);
  EXPECT_EQ(one.judgement.findings.front().cause, "single_backend");
  EXPECT_EQ(one.judgement.verdict, VerdictKind::culprit);
  for (const Source& source : report.records->sources) EXPECT_EQ(source.coverage.unrecognised, 0u) << source.path;
}

}  // namespace
}  // namespace laststraw
