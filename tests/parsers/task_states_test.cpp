// How a task ended: crictl inspect, Amazon ECS, Nomad.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

std::string sample(std::string_view name) { return test::slurp(test::samples_dir() / "kubernetes" / name); }

void expect_killed(test::Read read, std::string_view name, std::string_view subject, Bytes limit) {
  Records records;
  EXPECT_EQ(test::read_exact(read, sample(name), records).coverage.unrecognised, 0u) << name;
  ASSERT_EQ(records.system_events.size(), 1u) << name;
  const SystemEvent& event = records.system_events[0];
  EXPECT_EQ(event.kind, SystemEventKind::container_oom) << name;
  EXPECT_EQ(event.subject, subject);
  EXPECT_NE(event.cite.quote.find("O"), std::string::npos) << "the words that say so: " << event.cite.quote;
  ASSERT_TRUE(event.stamp.civil) << name;
  const auto at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 3h + 2min + 21s;
  EXPECT_LT(std::chrono::abs(WallTime{*event.stamp.civil} - at), 5s) << name;
  ASSERT_TRUE(records.cgroup.declared) << name;
  EXPECT_EQ(records.cgroup.declared->value, limit) << name;
  EXPECT_NE(records.cgroup.declared->cite.quote, "") << name;
}

TEST(TaskStates, CrictlInspect) {
  expect_killed(read_task_states, "made-up-crictl-inspect.json", "shop/pg-shop-0/postgres (OOMKilled)", mib(2048));
}
TEST(TaskStates, AmazonEcs) { expect_killed(read_task_states, "made-up-ecs-tasks.json", "postgres (OOMKilled)", mib(2048)); }
TEST(TaskStates, Nomad) { expect_killed(read_nomad_status, "made-up-nomad-status.txt", "postgres (OOMKilled)", mib(1024)); }

TEST(TaskStates, ASignalAloneIsNoOomKill) {
  Records records;
  test::read_exact(
      read_nomad_status,
      "Task \"db\" is \"dead\"\n2026-11-21T03:02:21Z  Terminated  Exit Code: 137, Exit Message: \"Docker container exited with "
      "non-zero exit code: 137\"\n",
      records);
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].subject, "db (exit code 137)");
}

TEST(TaskStates, AReasonOfAmazonEcsInAnyLine) {
  Records records;
  const Reading reading = test::read_exact(
      read_container_events, "postgres  STOPPED  Exit code 137  OutOfMemoryError: Container killed due to memory usage\n", records);
  EXPECT_EQ(reading.format, "kubernetes/ecs_task");
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].kind, SystemEventKind::container_oom);
}

TEST(TaskStates, SurviveDamage) {
  test::expect_survives_damage(read_task_states, sample("made-up-crictl-inspect.json"), "a.json");
  test::expect_survives_damage(read_nomad_status, sample("made-up-nomad-status.txt"), "a.txt");
}

}  // namespace
}  // namespace laststraw
