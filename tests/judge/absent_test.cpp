// Absent is not zero: what no input tells has no size, no place and no weight.
#include <gtest/gtest.h>

#include "judge/scene.hpp"

namespace laststraw::judge {
namespace {

using test::finding;
using test::place;
using test::Scene;

/// The victim is known from the PostgreSQL log only; the machine's RAM is known.
struct LogOnly : Scene {
  explicit LogOnly(const char* statement) : Scene(IncidentKind::sigkill_no_oom) {
    incident.ledger = {};
    incident.processes.clear();
    Process victim;
    victim.pid = Pid(290);
    victim.comm = "postgres";
    victim.role = Role::backend;
    victim.statement = statement;
    victim.statement_in_flight = true;
    victim.victim = true;
    victim.known_from.push_back(place(44));
    incident.processes.push_back(victim);
    incident.victims.push_back(0);
    records.meminfo.total = {mib(16384), place(8)};
    setting("maintenance_work_mem", "16GB");
  }
};

TEST(Absent, AVictimOfUnknownSizeHeldNotNothing) {
  const LogOnly scene("select 1");
  for (const Finding& found : scene.judged().findings) {
    EXPECT_EQ(english()(found.sentence).find("held 0 B"), std::string::npos) << found.cause << ": " << english()(found.sentence);
    for (const Evidence& evidence : found.evidence) {
      EXPECT_EQ(english()(evidence.claim).find(" 0 B"), std::string::npos) << found.cause << ": " << english()(evidence.claim);
      EXPECT_EQ(english()(evidence.claim).find("only 1 sessions"), std::string::npos) << found.cause;
    }
  }
  EXPECT_TRUE(facts_of(scene.incident).sessions.empty());
  EXPECT_FALSE(finding(scene.judged(), "single_backend").missing.empty());
}

TEST(Absent, MaintenanceOfUnknownSizeIsNotRefuted) {
  LogOnly scene("CREATE INDEX CONCURRENTLY i ON t USING gin (x)");
  EXPECT_NE(finding(scene.judged(), "maintenance_storm").outcome, Outcome::refuted);
  scene.incident.victims.clear();  // it was there, and did not die
  const Finding found = finding(scene.judged(), "maintenance_storm");
  EXPECT_NE(found.outcome, Outcome::refuted);
  for (const Evidence& evidence : found.evidence) EXPECT_NE(evidence.term, "small_share") << english()(evidence.claim);
  EXPECT_FALSE(found.missing.empty());
}

TEST(Absent, SessionsOfUnknownSizeDoNotLowerTheMedian) {
  Scene scene;
  scene.sessions(9, mib(40));
  for (int pid = 200; pid < 220; ++pid) {
    scene.add(pid, Role::backend, mib(0)).anon.reset();
    scene.incident.processes.back().rss.reset();
  }
  const Facts facts = facts_of(scene.incident);
  EXPECT_EQ(facts.sessions.size(), 9u);
  EXPECT_EQ(facts.median_of_others(*facts.sessions.front()), mib(40));
}

/// shared_buffers is known from a checkpoint's line and stands in no configuration: the claim points at the checkpoint.
TEST(Absent, SharedBuffersSeenInACheckpointNeedNoSetting) {
  Scene scene;
  scene.sessions(25, mib(10));
  scene.setting("max_connections", "200");
  scene.history.shared_buffers_seen = mib(500);
  scene.history.shared_buffers_cite = place(77);
  bool pointed = false;
  const Judgement judgement = scene.judged();
  for (const Evidence& evidence : finding(judgement, "cgroup_limit_too_small").evidence)
    pointed = pointed || evidence.cite.at.first_line == 77;
  EXPECT_TRUE(pointed);
}

/// A total that is not known says nothing of growth: nobody "had not grown".
TEST(Absent, WithoutATotalNobodyStoodStill) {
  Scene scene;
  scene.incident.ledger = {};
  scene.sessions(3, mib(5));
  scene.add(7, Role::backend, mib(700));
  scene.capture({{100, mib(5)}, {101, mib(5)}, {102, mib(5)}, {7, mib(700)}, {1, mib(3)}});
  const Facts facts = facts_of(scene.incident);
  EXPECT_FALSE(facts.total.has_value());
  EXPECT_FALSE(facts.stood_still(facts.growth(*facts.sessions.front())));
}

}  // namespace
}  // namespace laststraw::judge
