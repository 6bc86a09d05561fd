// What an undecided verdict advises: the inputs that would decide, with the commands for that time; steps on suspicion, marked and
// harmless. And of every step: no command has a placeholder that nobody explains.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>

#include "advise/advised.hpp"
#include "advise/samples.hpp"
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

/// A death by signal 9 at midnight and nothing else; `statement`: what the crash line says it ran.
struct Death : Scene {
  explicit Death(const char* statement = nullptr) : Scene(IncidentKind::sigkill_no_oom) {
    incident.processes.clear();
    incident.postgres.present = true;
    if (!statement) return;
    Process& victim = add(4711, Role::backend, Bytes{});
    victim.anon.reset(), victim.rss.reset();
    victim.statement = statement;
    victim.statement_in_flight = victim.victim = true;
    victim.user = "report";
    incident.victims = {0};
  }
};

TEST(Undecided, AsksForTheKernelLogOfThatTime) {
  const Advice advice = advised(Death());
  const Step* step = find(advice, "give_kernel_log");
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step, &advice.steps.front());
  EXPECT_EQ(step->command,
            "journalctl -k -o short-precise --no-pager --since '2026-01-04 23:45:00 UTC' --until '2026-01-05 00:02:00 UTC' > kernel.log");
  const Step* history = find(advice, "give_history");
  ASSERT_NE(history, nullptr);
  EXPECT_EQ(history->command, "TZ=UTC sar -r ALL -f /var/log/sysstat/sa05 > sar.txt") << "from another day: the whole file";
}

TEST(Undecided, FillsInTheTimeWhereItIsKnownOnly) {
  Death printed;
  printed.incident.when.zone_unknown = true;
  EXPECT_NE(find(advised(printed), "give_kernel_log")->command.find("--until '2026-01-05 00:02:00'"), std::string::npos);
  Death never;
  never.incident.when.wall.reset();
  EXPECT_EQ(find(advised(never), "give_kernel_log")->command, "journalctl -k -o short-precise --no-pager > kernel.log");
}

TEST(Undecided, AsksWhereTheServerRuns) {
  Death pod;
  pod.records.sources.front().format = "kubernetes/describe";
  pod.records.system_events.emplace_back().kind = SystemEventKind::container_oom;
  pod.records.system_events.back().subject = "shop/pg-1/postgres (OOMKilled)";
  pod.incident.postgres.present = false;
  EXPECT_EQ(find(advised(pod), "give_server_log")->command, "kubectl -n shop logs pg-1 --all-containers --previous > postgresql.log");
  Death managed;
  put(managed.records.pg_settings, "rds.extensions", "");
  const Advice advice = advised(managed);
  EXPECT_EQ(find(advice, "give_kernel_log"), nullptr) << "nobody gets it there";
  ASSERT_NE(find(advice, "give_history"), nullptr);
  EXPECT_NE(find(advice, "give_history")->command.find("RDSOSMetrics"), std::string::npos);
}

/// Whatever is given on suspicion says so, harms under no cause that is suspected, and is not among what is to be written down.
TEST(Undecided, SuspectsWithoutHarm) {
  Death query("select array_agg(x) from t"), index("create index on t (a)"), join("select * from a join b using (id) order by 1");
  Scene unequal(IncidentKind::kernel_oom);
  unequal.sessions(10, mib(20));
  unequal.add(7, Role::backend, mib(120)).user = "report";
  std::size_t suspected = 0;
  for (const Scene* scene : {static_cast<Scene*>(&query), static_cast<Scene*>(&index), static_cast<Scene*>(&join), &unequal}) {
    const judge::Facts facts = judge::facts_of(scene->incident);
    const Judgement judgement = judge::judge(facts);
    const Advice advice = advise(facts, judgement, judge::checklist(facts, judgement));
    for (const Step& step : advice.steps) {
      if (step.if_causes.empty()) continue;
      ++suspected;
      EXPECT_EQ(judgement.verdict, VerdictKind::undecided);
      EXPECT_EQ(english()(step.text).find("If it was "), 0u) << english()(step.text);
      EXPECT_NE(step.effect.kind, EffectKind::harm);
      for (const Fragment& line : fragments_of(advice.steps)) EXPECT_NE(line.why, step.id) << "not to be applied as it is";
      for (const char* dangerous :
           {"strict_overcommit", "overcommit_ratio", "limit_address_space", "release_huge_pages", "end_idle_sessions", "limit_program_now",
            "shared_buffers", "max_connections", "cap_files", "heuristic_overcommit"})
        EXPECT_NE(step.id, dangerous);
    }
  }
  EXPECT_GT(suspected, 0u);
}

/// Words in capitals that are no placeholders: SQL, zones, signals, parameters of programs, variables.
const std::set<std::string>& own_words() {
  static const std::set<std::string> words{"ALL",
                                           "ALTER",
                                           "AND",
                                           "AS",
                                           "BY",
                                           "CONNECTION",
                                           "FROM",
                                           "KILL",
                                           "LIMIT",
                                           "ORDER",
                                           "RESET",
                                           "ROLE",
                                           "SELECT",
                                           "SET",
                                           "SHOW",
                                           "SIGKILL",
                                           "SYSTEM",
                                           "TZ",
                                           "UTC",
                                           "WHERE",
                                           "PG_OOM_ADJUST_FILE",
                                           "PG_OOM_ADJUST_VALUE",
                                           "GB",
                                           "MB",
                                           "NULL"};
  return words;
}

void expect_explained(const Step& step) {
  static const RE2 capitals(R"(\b([A-Z][A-Z_]+)\b)");
  const std::string text = english()(step.text),
                    all = step.command + " " + (step.fragment ? step.fragment->setting + " " + step.fragment->value : "");
  re2::StringPiece rest(all);
  for (std::string word; RE2::FindAndConsume(&rest, capitals, &word);) {
    if (own_words().contains(word)) continue;
    const bool listed = word == "PID" && step.command.find("pg_stat_activity") < step.command.find("with its pid: ");
    EXPECT_TRUE(listed || text.find("(for " + word + " put ") != std::string::npos) << step.id << ": " << all << "\n" << text;
  }
}

TEST(Commands, ExplainWhatIsToBePutIn) {
  const char* const groups[] = {"/pg",
                                "",
                                "/docker/x",
                                "/docker/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                                "/system.slice/postgresql.service",
                                "/kubepods/burstable/pod1/cri-containerd-01.scope"};
  for (const char* group : groups) {
    Crowd crowd;
    crowd.reports.back().oom_memcg = group;
    crowd.incident.postgres.postmaster_killed = true;
    Scene sidecar;
    sidecar.reports.back().oom_memcg = group;
    sidecar.sessions(5, mib(5));
    sidecar.add(900, Role::external, mib(800), "java");
    for (const Scene* scene : {static_cast<Scene*>(&crowd), &sidecar})
      for (const Step& step : advised(*scene).steps) expect_explained(step);
  }
  Host nameless;
  nameless.incident.processes.back().user.clear();
  for (const Step& step : advised(nameless).steps) expect_explained(step);
}

TEST(Commands, NameWhatTheInputsName) {
  Crowd crowd;
  crowd.reports.back().oom_memcg = "/docker/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  const Advice advice = advised(crowd);
  const Step* step = find(advice, "raise_limit");
  ASSERT_NE(step, nullptr);
  EXPECT_TRUE(step->command.ends_with(" 0123456789ab")) << step->command;
  Crowd group;
  EXPECT_NE(find(advised(group), "raise_limit")->command.find("/sys/fs/cgroup/pg/memory.max"), std::string::npos);
  Crowd hostile;
  hostile.reports.back().oom_memcg = "/pg;reboot";
  EXPECT_EQ(find(advised(hostile), "raise_limit")->command.find("reboot"), std::string::npos);
}

TEST(Commands, OfTheSamplesExplainWhatIsToBePutIn) {
  for (const auto& incident : test::incidents())
    for (const IncidentReport& answer : test::report_of(incident).incidents)
      for (const Step& step : answer.steps) expect_explained(step);
}

}  // namespace
}  // namespace laststraw::advise
