// Which container of a pod is meant: PostgreSQL's, not what stands beside it.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

Records described(std::string_view text) {
  Records records;
  test::read_exact(read_kubectl_describe, text, records);
  return records;
}

std::string container(const char* name, const char* image, const char* reason, const char* limit) {
  return std::string("  ") + name + ":\n    Image:  " + image + "\n    Last State:  Terminated\n      Reason:  " + reason +
         "\n      Exit Code:  1\n    Limits:\n      memory:  " + limit + "\n";
}

TEST(Neighbours, AnExportersLimitIsNotTheServers) {
  const Records records = described("Name: pg-0\nContainers:\n" + container("postgres", "postgres:16", "OOMKilled", "2Gi") +
                                    container("metrics", "quay.io/x/postgres-exporter:v1", "Completed", "64Mi"));
  ASSERT_TRUE(records.cgroup.declared);
  EXPECT_EQ(records.cgroup.declared->value, mib(2048));
}

TEST(Neighbours, AnInitContainersLimitIsNotTheServers) {
  const Records records = described("Name: pg-0\nContainers:\n" + container("postgres", "postgres:16", "Error", "2Gi") +
                                    "Init Containers:\n" + container("bootstrap", "postgres:16", "Completed", "128Mi"));
  ASSERT_TRUE(records.cgroup.declared);
  EXPECT_EQ(records.cgroup.declared->value, mib(2048));
  EXPECT_TRUE(records.system_events.empty());
}

TEST(Neighbours, AnotherContainersKillIsToldWithItsOwnLimit) {
  const Records records = described("Name: pg-0\nContainers:\n" + container("postgres", "postgres:16", "Completed", "2Gi") +
                                    container("metrics", "quay.io/x/postgres-exporter:v1", "OOMKilled", "64Mi"));
  ASSERT_EQ(records.system_events.size(), 1u) << "else the report says that there was no OOM kill";
  EXPECT_EQ(records.system_events[0].subject, "metrics (OOMKilled)");
  EXPECT_EQ(records.cgroup.declared.value().value, mib(64));
}

}  // namespace
}  // namespace laststraw
