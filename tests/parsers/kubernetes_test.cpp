#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

std::string sample(std::string_view name) { return test::slurp(test::samples_dir() / "kubernetes" / name); }

TEST(Kubernetes, TheThreeFormsTellTheSame) {
  struct Form {
    const char* name;
    test::Read read;
  };
  for (const Form& form : {Form{"made-up-describe-pod.txt", read_kubectl_describe}, Form{"made-up-pod.yaml", read_manifest},
                           Form{"made-up-docker-inspect.json", read_manifest}}) {
    Records records;
    EXPECT_EQ(test::read_exact(form.read, sample(form.name), records).coverage.unrecognised, 0u) << form.name;
    ASSERT_TRUE(records.cgroup.declared) << form.name;
    EXPECT_EQ(records.cgroup.declared->value, mib(1024)) << form.name << ": PostgreSQL's container, not its neighbour's";
    EXPECT_NE(records.cgroup.declared->cite.quote, "") << form.name;
    ASSERT_EQ(records.system_events.size(), 1u) << form.name;
    EXPECT_EQ(records.system_events[0].kind, SystemEventKind::container_oom);
    const auto at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 3h + 2min + 21s;
    EXPECT_LT(std::chrono::abs(WallTime{*records.system_events[0].stamp.civil} - at), 1s) << form.name;
  }
}

TEST(Kubernetes, NamesTheContainerWithItsPod) {
  Records records;
  test::read_exact(read_kubectl_describe, sample("made-up-describe-pod.txt"), records);
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].subject, "shop/pg-1/postgres (OOMKilled)");
  Records without;
  test::read_exact(read_manifest, sample("made-up-pod.yaml"), without);
  ASSERT_EQ(without.system_events.size(), 1u);
  EXPECT_EQ(without.system_events[0].subject, "postgres (OOMKilled)") << "a manifest without a name space";
}

TEST(ContainerEvents, DockerTextAndJson) {
  for (const char* name : {"made-up-docker-events.txt", "made-up-docker-events.json"}) {
    Records records;
    const Reading reading = test::read_exact(read_container_events, test::slurp(test::samples_dir() / "kubernetes" / name), records);
    EXPECT_EQ(reading.coverage.unrecognised, 0u) << name;
    ASSERT_EQ(records.system_events.size(), 2u) << name;
    EXPECT_EQ(records.system_events[0].kind, SystemEventKind::container_oom) << name;
    EXPECT_EQ(records.system_events[0].subject, "shop-db (OOM)") << name;
    EXPECT_EQ(records.system_events[1].subject, "shop-db (exit code 137)") << name << ": a status alone says nothing of memory";
    const auto at = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5} + 10h + 15min + 1s;
    EXPECT_LT(std::chrono::abs(WallTime{*records.system_events[0].stamp.civil} - at), 1s) << name;
  }
}

TEST(ContainerEvents, Kubectl) {
  Records records;
  test::read_exact(read_container_events, test::slurp(test::samples_dir() / "kubernetes" / "made-up-get-events.txt"), records);
  ASSERT_EQ(records.system_events.size(), 2u);
  EXPECT_EQ(records.system_events[0].subject, "postgres");
  EXPECT_EQ(records.system_events[0].pid, Pid(24021));
  EXPECT_EQ(records.system_events[1].kind, SystemEventKind::kubelet_eviction);
  EXPECT_EQ(records.system_events[1].subject, "pod/report-7c9");
  EXPECT_FALSE(records.system_events[0].stamp.civil) << "an age is no time";
}

TEST(ContainerEvents, NodeProblemDetectorQuotesTheKernel) {
  Records records;
  test::read_exact(
      read_container_events,
      "12m   Warning   OOMKilling   node/worker-3   Memory cgroup out of memory: Killed process 24021 (postgres) total-vm:3608412kB\n",
      records);
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].subject, "postgres");
  EXPECT_EQ(records.system_events[0].pid, Pid(24021));
}

TEST(ContainerEvents, EvictionForMemoryOnly) {
  Records records;
  test::read_exact(read_container_events,
                   "LAST SEEN   TYPE      REASON    OBJECT     MESSAGE\n"
                   "3m   Warning   Evicted   pod/pg-0   The node was low on resource: memory. Threshold quantity: 100Mi\n"
                   "3m   Warning   Evicted   pod/pg-1   The node was low on resource: ephemeral-storage.\n",
                   records);
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].kind, SystemEventKind::kubelet_eviction);
}

TEST(ContainerEvents, RowsOfADescriptionAndObjectsOfTheApi) {
  const struct {
    test::Read read;
    const char* text;
  } forms[] = {
      {read_container_events, "Warning  SystemOOM  3m12s  kubelet  System OOM encountered, victim process: postgres, pid: 4711\n"},
      {read_kubectl_describe,
       "Name:   worker-3\nEvents:\n  Type     Reason     Age    From     Message\n"
       "  Warning  SystemOOM  3m12s  kubelet  System OOM encountered, victim process: postgres, pid: 4711\n"},
      {read_manifest,
       R"({"kind":"Event","involvedObject":{"kind":"Node","name":"worker-3"},"reason":"SystemOOM","message":"System OOM encountered, victim process: postgres, pid: 4711","lastTimestamp":"2026-01-05T10:15:01Z"})"},
      {read_manifest,
       "kind: Event\nregarding:\n  kind: Node\n  name: worker-3\nreason: SystemOOM\n"
       "note: 'System OOM encountered, victim process: postgres, pid: 4711'\n"},
      {read_manifest,
       R"({"reason":"Pulled","involvedObject":{"kind":"Pod"}})"
       "\n"
       R"({"reason":"SystemOOM","involvedObject":{"kind":"Node"},"message":"System OOM encountered, victim process: postgres, pid: 4711"})"
       "\n"},
  };
  for (const auto& form : forms) {
    Records records;
    test::read_exact(form.read, form.text, records);
    ASSERT_EQ(records.system_events.size(), 1u) << form.text;
    EXPECT_EQ(records.system_events[0].kind, SystemEventKind::container_oom) << form.text;
    EXPECT_EQ(records.system_events[0].subject, "postgres") << form.text;
    EXPECT_EQ(records.system_events[0].pid, Pid(4711)) << form.text;
    EXPECT_NE(records.system_events[0].cite.quote.find("4711"), std::string::npos) << form.text;
  }
}

TEST(ContainerEvents, AnEvictionInAnotherProgramsLineAndInAPodsStatus) {
  constexpr const char* kMessage =
      "The node was low on resource: memory. Threshold quantity: 100Mi, available: 81236Ki. Container postgres was using 1048576Ki, request "
      "is 4Gi, has larger consumption of memory. ";
  for (const auto& [read, text] :
       {std::pair<test::Read, std::string>{
            read_container_events, "level=error ts=2026-01-05T10:15:01.5Z msg=\"pod evicted\" message=\"" + std::string(kMessage) + "\"\n"},
        {read_manifest,
         "kind: Pod\nmetadata:\n  name: pg-1\n  namespace: shop\nspec:\n  containers:\n  - name: postgres\n"
         "status:\n  reason: Evicted\n  message: '" +
             std::string(kMessage) + "'\n"}}) {
    Records records;
    test::read_exact(read, text, records);
    ASSERT_EQ(records.system_events.size(), 1u) << text;
    EXPECT_EQ(records.system_events[0].kind, SystemEventKind::kubelet_eviction) << text;
    EXPECT_EQ(records.system_events[0].rss, mib(1024)) << text;
  }
}

TEST(Kubernetes, DeployIsOfComposeAndItsSizesArePowersOf1024) {
  Records records;
  const Reading reading = test::read_exact(read_manifest, "deploy:\n  resources:\n    limits:\n      memory: 3G\n", records);
  EXPECT_EQ(reading.format, "kubernetes/compose");
  ASSERT_TRUE(records.cgroup.declared);
  EXPECT_EQ(records.cgroup.declared->value, mib(3072));
}

TEST(Kubernetes, YamlBombsAreBounded) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int n = 0; n < 10; ++n) bomb += "*a" + std::to_string(i - 1) + (n < 9 ? "," : "");
    bomb += "]\n";
  }
  Records records;
  EXPECT_TRUE(test::read_exact(read_manifest, "apiVersion: v1\n" + bomb, records).coverage.adds_up());
}

TEST(Kubernetes, SurvivesDamage) {
  for (const auto& path : test::samples_of("kubernetes")) {
    test::expect_survives_damage(read_kubectl_describe, test::slurp(path), "sample", 20);
    test::expect_survives_damage(read_manifest, test::slurp(path), "sample", 20);
    test::expect_survives_damage(read_container_events, test::slurp(path), "sample", 20);
  }
}

}  // namespace
}  // namespace laststraw
