// The steps: what a DBA would have refused (A1 to A8 of a review of 22 reports) is not given, and what is given names this incident.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "advise/advised.hpp"
#include "advise/alerts.hpp"
#include "advise/case.hpp"
#include "advise/step_text.hpp"

namespace laststraw::advise {
namespace {

using test::advised;
using test::Crowd;
using test::find;
using test::Host;
using test::place;
using test::put;
using test::Scene;

const Step& first(const Advice& advice, StepWhen when) {
  for (const Step& step : advice.steps)
    if (step.when == when && step.given()) return step;
  throw std::out_of_range("no step");
}

bool writes(const Advice& advice, std::string_view setting) {
  for (const Fragment& line : fragments_of(advice.steps))
    if (line.setting == setting) return true;
  return false;
}

std::string value_of(const Advice& advice, std::string_view setting) {
  for (const Fragment& line : fragments_of(advice.steps))
    if (line.setting == setting) return line.value;
  return "not written";
}

// A1: the advice follows from the verdict.
TEST(Steps, OfAnAggregateAreAboutItsStatementAndNotAboutWorkMem) {
  Host host;
  host.setting("work_mem", "64MB");
  const Advice advice = advised(host);
  EXPECT_EQ(first(advice, StepWhen::prevent).id, "rewrite_statement");
  EXPECT_EQ(first(advice, StepWhen::prevent).effect.kind, EffectKind::no_kill);
  EXPECT_NE(first(advice, StepWhen::now).command.find("usename = 'report'"), std::string::npos) << "the role is named";
  EXPECT_FALSE(writes(advice, "work_mem"));
  EXPECT_FALSE(writes(advice, "autovacuum_work_mem")) << "no autovacuum was seen";
}

TEST(Steps, OfASortAreForItsRole) {
  Host host("select * from a join b using (id) join c using (id) join d using (id) join e using (id) order by 1");
  host.setting("work_mem", "2GB");
  const Advice advice = advised(host);
  const Step* step = find(advice, "role_work_mem");
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step->command.find("ALTER ROLE report SET work_mem = '"), 0u) << step->command;
  EXPECT_EQ(step->effect.kind, EffectKind::no_kill) << english()(step->effect.text);
  EXPECT_FALSE(step->evidence.empty());
  EXPECT_FALSE(writes(advice, "work_mem")) << "not for all";
}

// A2: huge pages.
TEST(Steps, OverReservedHugePagesAreGivenBackButForWhatTheServerNeeds) {
  const auto reserved = [](const char* use, const char* needed, const char* free) {
    Scene scene(IncidentKind::kernel_oom);
    scene.sessions(10, mib(5));
    scene.reports.back().huge_pages.push_back({0, 250, std::atoi(free), 0, mib(2), place(97)});
    scene.part(PartKind::huge_pages_free, mib(500));
    scene.records.meminfo.total = {kib(1024000), place(5)};
    scene.records.meminfo.huge_pages_total = {250, place(5)};
    scene.records.meminfo.huge_pages_free = {std::atoi(free), place(5)};
    scene.records.meminfo.huge_page = {kib(2048), place(5)};
    put(scene.records.pg_settings, "huge_pages", use);
    if (needed) put(scene.records.pg_settings, "shared_memory_size_in_huge_pages", needed);
    EXPECT_EQ(scene.judged().findings.front().cause, "hugepages_over_reserved");
    return advised(scene);
  };
  EXPECT_EQ(value_of(reserved("try", "55", "250"), "vm.nr_hugepages"), "0");
  EXPECT_EQ(value_of(reserved("on", "55", "250"), "vm.nr_hugepages"), "55") << "fewer, and the server does not start";
  for (const char* use : {"try", "on", "off"}) EXPECT_EQ(value_of(reserved(use, "55", "250"), "huge_pages"), "not written") << use;
  const Advice unknown = reserved("try", nullptr, "240");
  EXPECT_FALSE(writes(unknown, "vm.nr_hugepages")) << "ten are in use, and the server does not say how many it needs";
}

// A3: strict overcommit.
TEST(Steps, StrictOvercommitIsGivenOnlyWhereItFits) {
  Host host;
  EXPECT_EQ(value_of(advised(host), "vm.overcommit_memory"), "2");
  EXPECT_EQ(value_of(advised(host), "vm.overcommit_ratio"), "80");
  Host promised;
  promised.records.meminfo.committed = {kib(15728640), place(5)};
  Host unknown;
  unknown.records.meminfo.committed.reset();
  Host shared;
  shared.add(900, Role::external, mib(6000), "java");
  Host inside;
  inside.records.host.process_cgroup = {"0::/docker/0123456789ab", place(5)};
  for (Host* other : {&promised, &unknown, &shared, &inside}) {
    const Advice advice = advised(*other);
    EXPECT_FALSE(writes(advice, "vm.overcommit_memory"));
    EXPECT_FALSE(writes(advice, "vm.overcommit_ratio"));
    const Step* step = find(advice, "strict_overcommit");
    ASSERT_NE(step, nullptr);
    EXPECT_FALSE(step->given());
    EXPECT_FALSE(step->condition.empty()) << "the report says why not";
  }
}

// A4: work_mem of kilobytes for a whole server.
TEST(Steps, OfManySessionsAreTheirNumberAndNotTheirWorkMem) {
  const Crowd crowd;
  ASSERT_EQ(crowd.judged().findings.front().cause, "too_many_backends");
  const Advice advice = advised(crowd);
  EXPECT_EQ(first(advice, StepWhen::prevent).id, "pooler");
  EXPECT_EQ(value_of(advice, "max_connections"), "50") << "80 of 12 MiB were there, a quarter of 1000 MiB is to be free";
  EXPECT_FALSE(writes(advice, "work_mem"));
  EXPECT_EQ(value_of(advice, "idle_session_timeout"), "10min");
  Crowd old;
  old.incident.postgres.version = {pg_version("13.4"), place(3)};
  EXPECT_FALSE(writes(advised(old), "idle_session_timeout")) << "there is none before 14";
}

TEST(Steps, OfAHandfulOfEqualsTheirNumberAtOnce) {
  Scene scene;
  scene.sessions(40, mib(2));
  for (int pid = 1000; pid < 1005; ++pid) {
    Process& process = scene.add(pid, Role::backend, mib(160));
    process.application = "bi", process.user = "report";
  }
  const Advice advice = advised(scene);
  EXPECT_NE(first(advice, StepWhen::now).command.find("application_name = 'bi'"), std::string::npos);
  const Step& most = first(advice, StepWhen::prevent);
  EXPECT_EQ(most.command, "ALTER ROLE report CONNECTION LIMIT 4;");
  EXPECT_EQ(most.effect.kind, EffectKind::later) << "none is seen to wait: the others may go on to grow (replayed, five_equals did)";
  EXPECT_EQ(find(advice, "idle_session_timeout"), nullptr) << "they were not idle";
}

TEST(Steps, OfAHandfulThatGrewWhatComesFreeIsTakenByTheRest) {
  Scene scene;
  scene.sessions(40, mib(2));
  for (int pid = 1000; pid < 1005; ++pid) scene.add(pid, Role::backend, mib(160)).user = "report";
  scene.capture({{1000, mib(20)}, {1001, mib(20)}, {1002, mib(20)}, {1003, mib(20)}, {1004, mib(20)}, {1, mib(3)}});
  const Advice advice = advised(scene);
  ASSERT_NE(find(advice, "role_connections"), nullptr);
  EXPECT_EQ(find(advice, "role_connections")->effect.kind, EffectKind::later) << "nobody knows how far they would have grown";
  EXPECT_EQ(find(advice, "raise_limit")->effect.kind, EffectKind::later);
}

// A5: the session raised its own work_mem.
TEST(Steps, AskWhereASessionRaisedItsWorkMem) {
  Host host("select * from t order by x");
  host.setting("work_mem", "4MB");
  const Advice advice = advised(host);
  EXPECT_EQ(first(advice, StepWhen::prevent).id, "own_work_mem");
  EXPECT_NE(english()(first(advice, StepWhen::prevent).text).find("work_mem is 4.0 MiB"), std::string::npos);
  EXPECT_NE(first(advice, StepWhen::prevent).command.find("pg_db_role_setting"), std::string::npos);
  EXPECT_FALSE(writes(advice, "work_mem"));
}

// A7: a container gets what can be set in a container.
TEST(Steps, RaiseALimitWhereItIsWritten) {
  const auto in_group = [](const char* path) {
    Crowd crowd;
    crowd.reports.back().oom_memcg = path;
    for (const auto& [name, value] : {std::pair{"vm.swappiness", "60"}, {"vm.panic_on_oom", "1"}}) put(crowd.records.sysctl, name, value);
    crowd.records.meminfo.swap_total = {kib(0), place(5)};
    return advised(crowd);
  };
  const Advice pod = in_group("/kubepods.slice/kubepods-pod1.slice/cri-containerd-01.scope");
  ASSERT_NE(find(pod, "raise_limit"), nullptr);
  EXPECT_EQ(find(pod, "raise_limit")->fragment->file, "kubernetes");
  EXPECT_EQ(find(pod, "raise_limit")->fragment->value, "1536Mi");
  const Advice docker = in_group("/docker/0123456789ab");
  EXPECT_EQ(find(docker, "raise_limit")->fragment->file, "compose");
  EXPECT_EQ(find(docker, "raise_limit")->command, "docker update --memory 1536M --memory-swap 1536M 0123456789ab");
  const Advice unit = in_group("/system.slice/postgresql.service");
  EXPECT_EQ(find(unit, "raise_limit")->command, "systemctl set-property postgresql.service MemoryMax=1536M");
  for (const Advice* advice : {&pod, &docker})
    for (const Fragment& line : fragments_of(advice->steps))
      EXPECT_TRUE(line.file != "systemd" && line.file != "sysctl.conf") << line.setting;
}

TEST(Steps, OfAManagedServiceAreItsParametersInTheirUnits) {
  Crowd crowd;
  put(crowd.records.pg_settings, "rds.extensions", "pgaudit");
  put(crowd.records.pg_settings, "shared_buffers", "700MB");
  crowd.part(PartKind::shared_memory, mib(700));
  for (const Fragment& line : fragments_of(advised(crowd).steps)) {
    EXPECT_TRUE(line.file != "systemd" && line.file != "sysctl.conf") << line.setting;
    if (line.setting == "shared_buffers") {
      EXPECT_EQ(line.file, "parameter group");
      EXPECT_EQ(line.value, "32000") << "in pages of 8 kB";
    }
  }
}

// A8: what contradicts Debian's own unit.
TEST(Steps, LeaveDebiansUnitItsEnvironmentAndRestart) {
  const auto run_by = [](const char* unit) {
    Host host;
    host.records.unit.shown.id = {unit, place(5)};
    host.records.unit.shown.restart = {"no", place(5)};
    host.records.unit.shown.oom_score_adjust = {0, place(5)};
    return advised(host);
  };
  const Advice debian = run_by("postgresql@15-main.service"), plain = run_by("postgresql.service");
  EXPECT_FALSE(writes(debian, "Restart"));
  EXPECT_FALSE(writes(debian, "Environment"));
  EXPECT_TRUE(writes(debian, "OOMScoreAdjust"));
  EXPECT_TRUE(writes(plain, "Restart"));
  EXPECT_TRUE(writes(plain, "Environment")) << "or the sessions inherit the protection";
}

TEST(Steps, OfAKillByHandFindTheSender) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.incident.kernel_log_covers = true;
  scene.incident.kernel_log_cite = place(4);
  scene.add(7, Role::backend, mib(9)).victim = true;
  scene.incident.victims = {1};
  const Advice advice = advised(scene);
  EXPECT_EQ(first(advice, StepWhen::now).id, "find_sender");
  EXPECT_NE(english()(first(advice, StepWhen::now).text).find("pid 7"), std::string::npos);
  EXPECT_EQ(first(advice, StepWhen::prevent).effect.kind, EffectKind::error_instead);
  ASSERT_NE(find(advice, "audit_sigkill"), nullptr);
  EXPECT_EQ(find(advice, "memory_alert"), nullptr) << "memory was not short";
  EXPECT_FALSE(writes(advice, "vm.overcommit_memory"));
}

TEST(Steps, OfAnUndecidedVerdictAskForWhatIsMissing) {
  Scene scene(IncidentKind::sigkill_no_oom);
  scene.incident.processes.clear();
  const Advice advice = advised(scene);
  EXPECT_EQ(first(advice, StepWhen::now).id, "give_kernel_log");
}

TEST(Steps, StartAServerThatStaysDown) {
  Crowd crowd;
  crowd.incident.postgres.postmaster_killed = true;
  crowd.records.unit.shown.id = {"postgresql@15-main.service", place(5)};
  EXPECT_EQ(first(advised(crowd), StepWhen::now).command, "systemctl start postgresql@15-main.service");
  crowd.incident.postgres.starts_again = true;
  EXPECT_EQ(find(advised(crowd), "start_server"), nullptr);
}

TEST(Steps, QuoteHostileNames) {
  EXPECT_EQ(sql_name("report"), "report");
  EXPECT_EQ(sql_name("user"), "\"user\"");
  EXPECT_EQ(sql_name("a\"; drop role b; --"), "\"a\"\"; drop role b; --\"");
  EXPECT_EQ(sql_text("o'neil"), "'o''neil'");
  EXPECT_EQ(shell_word("postgresql@15-main.service", "UNIT"), "postgresql@15-main.service");
  for (const char* hostile : {"a;reboot", "$(reboot)", "`id`", "a b", "-f", "", "a'b", "a\nb"})
    EXPECT_EQ(shell_word(hostile, "UNIT"), "UNIT") << hostile;
}

TEST(Alerts, TellHowLongBeforeTheyWouldHaveFired) {
  Crowd crowd;
  const auto at = [&](int before, double value) {
    return AlignedSeries::Point{*crowd.incident.when.wall - std::chrono::seconds(before), value * 1024 * 1024,
                                static_cast<std::uint32_t>(before)};
  };
  crowd.series("memcg_usage_bytes", {at(90, 860), at(60, 500), at(40, 900), at(20, 950), at(0, 1000)});
  const auto alerts = alerts_of(judge::facts_of(crowd.incident));
  ASSERT_FALSE(alerts.empty());
  ASSERT_TRUE(alerts.front().before.has_value());
  EXPECT_EQ(alerts.front().before->count(), 40) << "not since 90 s: it had stopped in between";
  EXPECT_EQ(alerts.front().cite->at.first_line, 40u);
  EXPECT_FALSE(alerts.back().before.has_value()) << "no history of pressure";
}

TEST(Texts, OfStepsAreWhole) {
  std::set<std::string_view> ids;
  for (const StepText& text : step_texts()) {
    EXPECT_TRUE(ids.insert(text.id).second) << text.id << " is there twice";
    for (const std::string_view part : {text.title, text.what, text.risk, text.undo, text.source}) EXPECT_FALSE(part.empty()) << text.id;
  }
  for (const judge::CheckText& check : judge::check_texts()) EXPECT_FALSE(ids.contains(check.id)) << check.id << " is a check, too";
}

TEST(Steps, AreWholeOnce) {
  Host hog;
  Crowd crowd;
  Scene nothing(IncidentKind::sigkill_no_oom);
  for (const Scene* scene : {static_cast<Scene*>(&hog), static_cast<Scene*>(&crowd), &nothing}) {
    std::set<std::string> ids;
    for (const Step& step : advised(*scene).steps) {
      EXPECT_TRUE(ids.insert(step.id).second) << step.id;
      for (const Sentence* part : {&step.text, &step.effect.text, &step.risk, &step.undo}) EXPECT_FALSE(part->empty()) << step.id;
      EXPECT_FALSE(step.sources.empty()) << step.id;
    }
  }
}

TEST(Fragments, OfManifestsAreYaml) {
  const auto texts = fragment_texts({{"kubernetes", "spec.template.spec.containers[postgres].resources.limits.memory", "1Gi", "a"},
                                     {"compose", "services.postgres.mem_limit", "1536M", "b"},
                                     {"compose", "services.postgres.shm_size", "64M", "c"}});
  EXPECT_EQ(
      texts.at("kubernetes"),
      "spec:\n  template:\n    spec:\n      containers:\n        - name: postgres\n          resources:\n            limits:\n              memory: 1Gi\n");
  EXPECT_EQ(texts.at("compose"), "services:\n  postgres:\n    mem_limit: 1536M\n    shm_size: 64M\n");
}

}  // namespace
}  // namespace laststraw::advise
