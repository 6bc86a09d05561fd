// docker inspect -f: what is answered means what the command asks for.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

Records read(std::string_view text) {
  Records records;
  test::read_exact(read_docker_answers, text, records);
  return records;
}

TEST(DockerAnswers, TheCommandSaysWhatTheWordsAre) {
  const Records records = read("$ docker inspect -f '{{.HostConfig.Memory}} {{.State.OOMKilled}}' shop-db\n1073741824 true\n");
  ASSERT_TRUE(records.cgroup.declared);
  EXPECT_EQ(records.cgroup.declared->value, mib(1024));
  EXPECT_EQ(records.cgroup.declared->cite.quote, "1073741824 true");
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].subject, "shop-db (OOMKilled)");
}

TEST(DockerAnswers, TheOtherWayRound) {
  const Records records =
      read("podman inspect --format \"{{.State.OOMKilled}} {{.State.ExitCode}} {{.HostConfig.Memory}}\" db\nfalse 137 0\n");
  EXPECT_FALSE(records.cgroup.declared) << "0 is no limit";
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].subject, "db (exit code 137)");
}

TEST(DockerAnswers, PartsAsJson) {
  const Records records = read(
      "docker inspect --format='{{json .State}}' db\n"
      R"({"Status":"exited","OOMKilled":true,"ExitCode":137,"FinishedAt":"2026-11-21T03:02:21.5Z"})"
      "\n");
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_TRUE(records.system_events[0].stamp.civil);
}

TEST(DockerAnswers, WithoutTheCommandANumberIsNothing) {
  const Records records = read("1073741824 true\n");
  EXPECT_FALSE(records.cgroup.declared);
  EXPECT_TRUE(records.system_events.empty());
}

TEST(DockerAnswers, FieldsThatRunTogetherAreNotGuessed) {
  EXPECT_FALSE(read("docker inspect -f '{{.HostConfig.Memory}}{{.State.ExitCode}}' db\n1073741824137\n").cgroup.declared);
  EXPECT_FALSE(read("docker inspect -f '{{.HostConfig.Memory}}' db\nError: No such object: db\n").cgroup.declared);
}

TEST(DockerAnswers, SurvivesDamage) {
  test::expect_survives_damage(read_docker_answers, test::slurp(test::samples_dir() / "kubernetes" / "made-up-docker-answers.txt"),
                               "a.txt");
}

}  // namespace
}  // namespace laststraw
