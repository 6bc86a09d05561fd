// Where the server runs, by evidence; unknown otherwise.
#include <gtest/gtest.h>

#include "advise/advised.hpp"
#include "judge/environment.hpp"

namespace laststraw::advise {
namespace {

using test::place;
using test::put;
using test::Scene;

Environment environment_of(const Scene& scene) { return judge::environment_of(judge::facts_of(scene.incident)); }

struct InGroup {
  const char* path;
  EnvironmentKind kind;
};
constexpr InGroup kGroups[] = {
    {"/docker/0123456789ab", EnvironmentKind::docker},
    {"/system.slice/docker-0123456789ab.scope", EnvironmentKind::docker},
    {"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-01.scope", EnvironmentKind::kubernetes},
    {"/machine.slice/libpod-01.scope", EnvironmentKind::container},
    {"/system.slice/postgresql.service", EnvironmentKind::systemd},
    {"/system.slice/system-postgresql.slice/postgresql@15-main.service", EnvironmentKind::pg_ctlcluster},
    {"/system.slice/cron.service", EnvironmentKind::unknown},
    {"/pg", EnvironmentKind::unknown},
};

TEST(Environment, IsReadFromTheGroup) {
  for (const InGroup& one : kGroups) {
    Scene scene;
    scene.reports.back().oom_memcg = one.path;
    scene.reports.back().summary = place(7);
    const Environment found = environment_of(scene);
    EXPECT_EQ(found.kind, one.kind) << one.path;
    EXPECT_EQ(found.cite.has_value(), one.kind != EnvironmentKind::unknown) << "with its place: " << one.path;
  }
}

TEST(Environment, IsReadFromParametersAndFolders) {
  const auto with = [](const char* name, const char* value) {
    Scene scene(IncidentKind::kernel_oom);
    put(scene.records.pg_settings, name, value);
    return environment_of(scene).kind;
  };
  EXPECT_EQ(with("rds.extensions", "pgaudit"), EnvironmentKind::rds);
  EXPECT_EQ(with("apg_plan_mgmt.capture_plan_baselines", "off"), EnvironmentKind::aurora);
  EXPECT_EQ(with("cloudsql.iam_authentication", "on"), EnvironmentKind::cloud_sql);
  EXPECT_EQ(with("azure.extensions", ""), EnvironmentKind::azure);
  EXPECT_EQ(with("unix_socket_directories", "/controller/run"), EnvironmentKind::cloudnativepg);
  EXPECT_EQ(with("data_directory", "/home/postgres/pgdata/pgroot/data"), EnvironmentKind::zalando);
  EXPECT_EQ(with("data_directory", "/pgdata/pg15"), EnvironmentKind::crunchy);
  EXPECT_EQ(with("config_file", "/etc/postgresql/15/main/postgresql.conf"), EnvironmentKind::pg_ctlcluster);
  EXPECT_EQ(with("data_directory", "/var/lib/postgresql/data"), EnvironmentKind::unknown);
}

TEST(Environment, OfOldKernelsHasNoSystemdAndNoScoreAdjustment) {
  Scene scene(IncidentKind::kernel_oom);
  scene.incident.invocation.emplace().kernel_release = "2.6.32-754.el6.x86_64";
  scene.incident.invocation->cite = place(3);
  EXPECT_EQ(environment_of(scene).kind, EnvironmentKind::no_systemd);
  EXPECT_TRUE(environment_of(scene).old_kernel);
  scene.incident.invocation->kernel_release = "6.1.0-13-amd64";
  EXPECT_EQ(environment_of(scene).kind, EnvironmentKind::unknown);
}

}  // namespace
}  // namespace laststraw::advise
