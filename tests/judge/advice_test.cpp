// Advice that must not be given: what would stop the server, starve its neighbours, or cannot be done where it runs.
#include <gtest/gtest.h>

#include "judge/scene.hpp"

namespace laststraw::judge {
namespace {

using test::place;
using test::Scene;

void put(Settings& settings, const char* name, const char* value) { settings[name] = {value, {}, place(5)}; }

/// A host of 16 GiB in mode 0 where one session took the memory.
struct Host : Scene {
  Host() : Scene(IncidentKind::kernel_oom) {
    incident.ledger.total = {mib(16384), place(1)};
    sessions(10, mib(5));
    add(7, Role::backend, mib(9000)).statement = "select array_agg(x) from t";
    records.meminfo.total = {mib(16384), place(5)};
    put(records.sysctl, "vm.overcommit_memory", "0");
    records.meminfo.committed = {mib(6144), place(5)};
  }
};

TEST(Overcommit, IsAdvisedWhereWhatIsPromisedFitsTheLimit) {
  const Host host;
  EXPECT_EQ(host.advice("vm.overcommit_memory"), "2");
  EXPECT_EQ(host.advice("vm.overcommit_ratio"), "80");
}

TEST(Overcommit, IsNotAdvisedWhereItCannotBeToldOrWouldRefuse) {
  Host unknown;
  unknown.records.meminfo.committed.reset();
  EXPECT_EQ(unknown.item("overcommit_mode").status, CheckStatus::unknown);
  Host promised;  // 80 % of 16 GiB are 12.8 GiB
  promised.records.meminfo.committed = {mib(10240), place(5)};
  Host peak;  // the snapshot is low, the history was not
  peak.series("committed_bytes", {{*peak.incident.when.wall - std::chrono::hours(1), 12e9, 3}, {*peak.incident.when.wall, 2e9, 4}});
  Host huge;  // huge pages are not there for the limit: 0.8 x (16 - 8) GiB
  huge.records.meminfo.huge_pages_total = {4096, place(5)};
  huge.records.meminfo.huge_page = {mib(2), place(5)};
  for (Host* host : {&unknown, &promised, &peak, &huge}) {
    EXPECT_EQ(host->advice("vm.overcommit_memory"), std::nullopt) << english()(host->item("overcommit_mode").found);
    EXPECT_EQ(host->advice("vm.overcommit_ratio"), std::nullopt);
  }
}

TEST(Overcommit, IsNotAdvisedForASharedHostNorForAContainer) {
  Host neighbour;
  neighbour.add(900, Role::external, mib(6000), "java");
  Host containers;
  containers.add(900, Role::external, mib(20), "containerd-shim");
  Host inside;
  inside.records.host.process_cgroup = {"/docker/0123456789ab", place(6)};
  for (Host* host : {&neighbour, &containers, &inside}) {
    EXPECT_EQ(host->advice("vm.overcommit_memory"), std::nullopt);
    EXPECT_EQ(host->item("overcommit_mode").status, CheckStatus::not_applicable);
  }
}

TEST(Overcommit, IsNotAdvisedWhereNothingWasKilledForWantOfMemory) {
  Host host;
  host.incident.kind = IncidentKind::sigkill_no_oom;
  host.incident.report = nullptr;
  EXPECT_EQ(host.advice("vm.overcommit_memory"), std::nullopt);
}

TEST(CommitLimit, IsNotLoosenedWhereItDidItsJob) {
  const auto refused = [](Bytes available, Bytes largest) {
    Scene scene(IncidentKind::enomem);
    scene.incident.ledger = {};
    static const PgEvent refusal = [] {
      PgEvent event;
      event.kind = PgEventKind::out_of_memory;
      event.cite = place(90);
      return event;
    }();
    scene.incident.refusal = &refusal;
    scene.records.meminfo.total = {mib(1000), place(5)};
    scene.records.meminfo.commit_limit = {mib(650), place(5)};
    scene.records.meminfo.available = {available, place(5)};
    put(scene.records.sysctl, "vm.overcommit_memory", "2");
    put(scene.records.sysctl, "vm.overcommit_ratio", "65");
    scene.sessions(5, mib(5));
    scene.add(7, Role::backend, largest);
    return scene.item("commit_limit");
  };
  EXPECT_EQ(refused(mib(880), mib(400)).status, CheckStatus::pass) << "one session took it";
  EXPECT_EQ(refused(mib(50), mib(20)).status, CheckStatus::pass) << "the memory was not there";
  EXPECT_EQ(refused(mib(880), mib(20)).status, CheckStatus::fail) << "free memory was refused";
}

TEST(HugePages, AreNeverForcedAndTheNumberIsTheServersOwn) {
  Host host;
  host.records.meminfo.huge_pages_total = {2000, place(5)};
  host.records.meminfo.huge_pages_free = {2000, place(5)};
  host.records.meminfo.huge_page = {mib(2), place(5)};
  put(host.records.pg_settings, "shared_buffers", "96MB");
  EXPECT_EQ(host.advice("huge_pages"), "try") << "`on` keeps the server from starting where one page is missing";
  EXPECT_EQ(host.advice("vm.nr_hugepages"), std::nullopt);
  EXPECT_NE(english()(host.item("huge_pages").remedy).find("postgres -D DATADIR -C shared_memory_size_in_huge_pages"), std::string::npos);
  put(host.records.pg_settings, "shared_memory_size_in_huge_pages", "55");
  EXPECT_EQ(host.advice("vm.nr_hugepages"), "55");
  // A number for the old shared_buffers is wrong for the new one.
  put(host.records.pg_settings, "shared_buffers", "10GB");
  EXPECT_EQ(host.advice("shared_buffers"), "4096MB");
  EXPECT_EQ(host.advice("vm.nr_hugepages"), std::nullopt);
}

TEST(HugePages, AreAskedForWherePageTablesTakeATenth) {
  Scene scene;
  scene.sessions(60, mib(1));
  scene.part(PartKind::page_tables, mib(190));
  scene.setting("shared_buffers", "266MB");
  EXPECT_EQ(scene.item("huge_pages").status, CheckStatus::warn);
}

constexpr const char* kManyJoins = "select * from a join b using (id) join c using (id) join d using (id) join e using (id) order by 1";

TEST(WorkMem, IsAdvisedOnlyWhereItBoundsWhatTookTheMemory) {
  const auto advised = [](const char* statement, const char* work_mem, Bytes held, const char* connections = "100") {
    Host host;
    host.incident.processes.back().statement = statement;
    host.incident.processes.back().anon = exactly(held);
    host.setting("work_mem", work_mem);
    host.setting("max_connections", connections);
    return host.advice("work_mem");
  };
  EXPECT_TRUE(advised(kManyJoins, "2GB", mib(9000)).has_value());
  EXPECT_EQ(advised("select array_agg(x) from t", "2GB", mib(9000)), std::nullopt) << "no setting bounds an aggregate's state";
  EXPECT_EQ(advised("select * from t order by x", "4MB", mib(9000)), std::nullopt) << "the session raised it itself";
  EXPECT_EQ(advised(kManyJoins, "2GB", mib(9000), "100000"), std::nullopt) << "not below 1 MB";
}

TEST(WorkMem, IsNotLoweredBelowWhatTheSessionsUse) {
  Scene scene;
  scene.sessions(80, mib(12));
  scene.setting("work_mem", "8MB");
  scene.setting("max_connections", "80");
  scene.setting("shared_buffers", "64MB");
  ASSERT_EQ(scene.judged().findings.front().cause, "too_many_backends");
  EXPECT_EQ(scene.item("work_mem_budget").status, CheckStatus::warn);
  EXPECT_EQ(scene.advice("work_mem"), std::nullopt) << "5 MB would fit, the sessions seen use 6 MB beyond a fresh one";
}

TEST(Autovacuum, IsLimitedOnlyWhereMaintenanceRan) {
  Scene scene;
  scene.sessions(5, mib(5));
  scene.setting("maintenance_work_mem", "64MB");
  EXPECT_EQ(scene.advice("autovacuum_work_mem"), std::nullopt);
  EXPECT_EQ(scene.item("maintenance_budget").status, CheckStatus::not_applicable);
  scene.add(50, Role::autovacuum_worker, mib(60));
  EXPECT_EQ(scene.advice("autovacuum_work_mem"), "41MB");
}

TEST(Jit, IsNotTurnedOffForAllWhereItWasNotSeen) {
  Scene scene;
  scene.setting("port", "5432");
  scene.incident.postgres.version = {pg_version("15.4"), place(3)};
  EXPECT_EQ(scene.item("jit").status, CheckStatus::warn);
  EXPECT_EQ(scene.advice("jit"), std::nullopt);
}

void set_host(Scene& scene) {
  for (const auto& [name, value] :
       {std::pair{"vm.swappiness", "60"}, {"vm.min_free_kbytes", "65536"}, {"vm.zone_reclaim_mode", "1"}, {"vm.panic_on_oom", "1"}})
    put(scene.records.sysctl, name, value);
  scene.unit("stop", "no", 0);
  scene.records.meminfo.total = {mib(16384), place(5)};
  scene.records.meminfo.swap_total = {Bytes{0}, place(5)};
}

TEST(CgroupKill, HasNoRemedyInTheHostsMemory) {
  Scene scene;
  set_host(scene);
  for (const char* id : {"swappiness", "swap_present", "min_free_kbytes", "zone_reclaim_mode"})
    EXPECT_EQ(scene.item(id).status, CheckStatus::not_applicable) << id;
  for (const char* setting : {"vm.swappiness", "vm.min_free_kbytes", "vm.zone_reclaim_mode"})
    EXPECT_EQ(scene.advice(setting), std::nullopt) << setting;
  EXPECT_EQ(scene.advice("OOMPolicy"), "continue") << "a limit of systemd's own unit can still be a machine's";
}

TEST(Container, GetsNeitherUnitsNorSysctls) {
  const auto in_group = [](const char* path) {
    Scene scene;
    set_host(scene);
    scene.reports.back().oom_memcg = path;
    return scene.advised();
  };
  for (const char* path : {"/docker/0123456789ab", "/system.slice/docker-0123456789ab.scope",
                           "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-01.scope",
                           "/machine.slice/libpod-01.scope", "/kubepods/burstable/pod1/crio-01"})
    for (const Fragment& line : in_group(path)) EXPECT_EQ(line.file, "postgresql.conf") << path << ": " << line.setting;
  EXPECT_FALSE(in_group("/system.slice/postgresql.service").empty());

  for (const auto& [format, wrapper] : {std::pair{"kubernetes/describe", ""},
                                        {"kubernetes/inspect", ""},
                                        {"postgres_log/stderr", "container cri"},
                                        {"postgres_log/stderr", "cloud json"}}) {
    Scene scene(IncidentKind::kernel_oom);
    set_host(scene);
    scene.records.sources[0].format = format;
    scene.records.sources[0].wrapper = wrapper;
    for (const Fragment& line : scene.advised()) EXPECT_EQ(line.file, "postgresql.conf") << format << wrapper << ": " << line.setting;
  }
}

TEST(Debian, UnitKeepsItsOwnEnvironmentAndRestart) {
  Scene scene(IncidentKind::kernel_oom);
  set_host(scene);
  scene.records.unit.shown.id = {"postgresql@15-main.service", place(5)};
  EXPECT_EQ(scene.advice("Restart"), std::nullopt);
  EXPECT_EQ(scene.advice("Environment"), std::nullopt);
  EXPECT_EQ(scene.advice("OOMScoreAdjust"), "-900");
  scene.records.unit.shown.id = {"postgresql.service", place(5)};
  EXPECT_EQ(scene.advice("Restart"), "on-failure");
  EXPECT_TRUE(scene.advice("Environment").has_value());
}

TEST(Swap, IsInProportionAndSwappinessNeedsIt) {
  Scene scene(IncidentKind::kernel_oom);
  set_host(scene);
  EXPECT_EQ(scene.item("swappiness").status, CheckStatus::not_applicable);
  EXPECT_NE(english()(scene.item("swap_present").remedy).find("2.0 GiB"), std::string::npos);
  scene.records.meminfo.total = {mib(590), place(5)};
  EXPECT_NE(english()(scene.item("swap_present").remedy).find("128.0 MiB"), std::string::npos);
}

TEST(Alerting, NamesAPressureThatDoesNotPageAllDay) {
  const std::string remedy = english()(Scene().item("alerting").remedy);
  EXPECT_NE(remedy.find("above 10 (percent of the time)"), std::string::npos) << remedy;
}

TEST(Neighbours, AreAtFaultOnlyWhereTheyTookTheMemory) {
  Scene scene(IncidentKind::kernel_oom);
  scene.sessions(5, mib(5));
  scene.add(7, Role::backend, mib(700));
  scene.add(900, Role::external, mib(120), "agent");
  EXPECT_EQ(scene.item("neighbours_on_host").status, CheckStatus::warn);
}

}  // namespace
}  // namespace laststraw::judge
