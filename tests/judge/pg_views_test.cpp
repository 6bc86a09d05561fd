// What the server said of itself when it was asked: it counts, and the report says it.
#include <gtest/gtest.h>

#include "advise/advise.hpp"
#include "judge/mechanism.hpp"
#include "judge/scene.hpp"
#include "judge/work_mem.hpp"

namespace laststraw::judge {
namespace {

using test::place;
using test::Scene;

/// One session of role report sorts far beyond the server's work_mem.
struct Reporting : Scene {
  Reporting() {
    sessions(8, mib(5));
    Process& process = add(7, Role::backend, mib(700));
    process.user = "report";
    process.database = "shop";
    process.statement = "select count(*) from (select * from orders order by note) x";
    process.statement_in_flight = true;
    process.statement_cite = place(7);
    setting("work_mem", "4MB");
    setting("max_connections", "100");
  }
  const Process& session() const { return incident.processes.back(); }
};

std::optional<Bytes> work_mem(const Reporting& scene) {
  const auto found = work_mem_of(facts_of(scene.incident), scene.session());
  return found ? std::optional(found->value) : std::nullopt;
}

TEST(RoleSettings, ThatOfTheRoleInTheDatabaseComesFirst) {
  Reporting scene;
  EXPECT_EQ(work_mem(scene), mib(4));
  scene.records.role_settings = {{"etl", "", "work_mem", "1GB", place(80)}, {"report", "other", "work_mem", "2GB", place(81)}};
  EXPECT_EQ(work_mem(scene), mib(4)) << "others'";
  scene.records.role_settings.push_back({"", "shop", "work_mem", "64MB", place(82)});
  EXPECT_EQ(work_mem(scene), mib(64));
  scene.records.role_settings.push_back({"report", "", "work_mem", "512MB", place(83)});
  EXPECT_EQ(work_mem(scene), mib(512));
  scene.records.role_settings.push_back({"report", "shop", "work_mem", "256MB", place(84)});
  EXPECT_EQ(work_mem(scene), mib(256));
  scene.records.role_settings.push_back({"report", "shop", "work_mem", "a lot", place(85)});
  EXPECT_EQ(work_mem(scene), mib(256)) << "what is no size counts for nothing";
}

TEST(RoleSettings, AreNamedInTheCheckAndInTheAdvice) {
  Reporting scene;
  scene.records.role_settings = {{"report", "", "work_mem", "512MB", place(83)}};
  const ChecklistItem item = scene.item("work_mem_budget");
  EXPECT_NE(english()(item.found).find("role report has 512MB"), std::string::npos) << english()(item.found);
  EXPECT_TRUE(std::any_of(item.evidence.begin(), item.evidence.end(), [](const Citation& cite) { return cite.at.first_line == 83; }));
  const Facts facts = facts_of(scene.incident);
  const Judgement judgement = judge(facts);
  const advise::Advice advice = advise::advise(facts, judgement, checklist(facts, judgement));
  const auto step = std::find_if(advice.steps.begin(), advice.steps.end(), [](const Step& one) { return one.id == "own_work_mem"; });
  ASSERT_NE(step, advice.steps.end());
  EXPECT_EQ(step->command, "ALTER ROLE report RESET work_mem;");
  EXPECT_EQ(step->evidence.front().at.first_line, 83u);
}

TEST(StatementStats, SayWhatTheStatementSpills) {
  Reporting scene;
  scene.records.statement_stats = {
      {"select 1", "app", "shop", 10, mib(900), place(90)},
      {"select count(*) from (select * from orders order by note) x", "report", "shop", 3, mib(150), place(91)}};
  const HowSoMuch how = mechanism_of(facts_of(scene.incident), scene.session());
  EXPECT_EQ(how.mechanism, Mechanism::sort_or_hash);
  EXPECT_NE(english()(how.claim).find("50.0 MiB"), std::string::npos) << english()(how.claim);
  ASSERT_TRUE(how.cite);
  EXPECT_EQ(how.cite->at.first_line, 91u);
  const ChecklistItem item = scene.item("log_temp_files");
  EXPECT_EQ(item.status, CheckStatus::pass);
  EXPECT_NE(english()(item.found).find("90.0 MiB a call"), std::string::npos) << english()(item.found);
}

TEST(Pools, AreSaidBesideTheConnections) {
  Reporting scene;
  scene.records.pools = {{"shop", "app", 20, 311, 20, 14, place(95)}, {"shop", "report", 2, 0, 2, 0, place(96)}};
  EXPECT_NE(
      english()(scene.item("max_connections_pooling").found).find("PgBouncer holds 22 connections for 333 clients, of which 311 wait"),
      std::string::npos);
}

TEST(AskedSession, LargeCachesSpeakForThem) {
  const auto decibans = [](Bytes caches) {
    Scene scene;
    scene.sessions(30, mib(30));
    scene.setting("work_mem", "4MB");
    MemoryContextDump dump;
    dump.of_view = true;
    dump.cite = place(97);
    dump.contexts = {{0, "TopMemoryContext", "", mib(1), mib(1), {}},
                     {1, "CacheMemoryContext", "", caches / 2, caches / 2, {}},
                     {2, "index info", "", caches / 2, caches / 2, {}},
                     {1, "MessageContext", "", mib(40), mib(40), {}}};
    dump.grand_total = mib(41) + caches;
    scene.records.context_dumps.push_back(dump);
    return test::finding(scene.judged(), "catalog_cache_bloat").decibans;
  };
  EXPECT_DOUBLE_EQ(decibans(mib(64)), decibans(mib(2)) + 6);
}

}  // namespace
}  // namespace laststraw::judge
