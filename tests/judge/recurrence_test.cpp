// Which incidents are one story, and its rhythm.
#include "judge/recurrence.hpp"

#include <gtest/gtest.h>

#include "judge/scene.hpp"

namespace laststraw::judge {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kDay = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5};

/// Incidents with a culprit each, or with a victim only.
struct Story {
  std::list<Incident> incidents;
  std::list<Judgement> judgements;
  std::vector<Judged> judged;

  Incident& add(WallTime when, Judgement judgement) {
    Incident& incident = incidents.emplace_back();
    incident.id = static_cast<int>(incidents.size());
    incident.when.wall = when;
    judged.push_back({&incident, &judgements.emplace_back(std::move(judgement))});
    return incident;
  }
  void culprit(WallTime when, Who who, Bytes size = mib(100), std::string_view cause = "single_backend") {
    Judgement judgement;
    judgement.verdict = VerdictKind::culprit;
    judgement.findings.emplace_back();
    judgement.findings.back().cause = cause;
    judgement.findings.back().culprit = {std::move(who), size};
    add(when, std::move(judgement));
  }
  void victim(WallTime when, const char* user, const char* statement) {
    Process process;
    process.pid = Pid(7);
    process.role = Role::backend;
    process.user = user;
    process.statement = statement;
    Incident& incident = add(when, {});
    incident.processes.push_back(process);
    incident.victims.push_back(0);
  }
  std::vector<Recurrence> told() const { return recurrences(judged); }
};

SessionAtFault session(const char* user, const char* application, const char* statement) {
  return {Pid(7), "postgres", user, "shop", application, statement};
}

TEST(Recurrence, OneStatementWithOtherConstantsIsOneStory) {
  Story story;
  story.culprit(kDay + 3h, session("report", "nightly", "select array_agg(x) from t where day = 5"));
  story.culprit(kDay + 27h, session("report", "nightly", "select array_agg(x) from t where day = 6"));
  story.culprit(kDay + 30h, session("web", "shop", "select 1"));
  const std::vector<Recurrence> told = story.told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].by, SharedTrait::statement);
  EXPECT_EQ(told[0].incidents, (std::vector{1, 2}));
  EXPECT_FALSE(told[0].of_victims);
  EXPECT_FALSE(told[0].fingerprint.empty());
  EXPECT_EQ(told[0].since, kDay + 3h);
  EXPECT_EQ(english()(told[0].every), "both at about 03:00 UTC");
  EXPECT_TRUE(told[0].look_at.empty()) << "two may be chance";
}

TEST(Recurrence, AnApplicationRunsDifferentStatements) {
  Story story;
  story.culprit(kDay, session("report", "nightly", "select array_agg(x) from t"));
  story.culprit(kDay + 1h, session("report", "nightly", "select string_agg(y, ',') from u"));
  ASSERT_EQ(story.told().size(), 1u);
  EXPECT_EQ(story.told()[0].by, SharedTrait::application);
  EXPECT_TRUE(story.told()[0].fingerprint.empty());
}

TEST(Recurrence, WhereNoCulpritIsKnownTheVictimsCount) {
  Story story;
  for (int day = 0; day < 3; ++day)
    story.victim(kDay + std::chrono::days(day) + 3h + std::chrono::minutes(day), "etl", "select array_agg(x) from t");
  const std::vector<Recurrence> told = story.told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].of_victims);
  EXPECT_EQ(english()(told[0].what), "In 3 incidents the victim was the same: the statement \"select array_agg(x) from t\"");
  EXPECT_EQ(english()(told[0].every), "every day at about 03:01 UTC");
  EXPECT_FALSE(told[0].look_at.empty());
}

TEST(Recurrence, OfKillLinesAloneTheProgramIsTheSame) {
  Story story;
  for (int day = 0; day < 5; ++day) {
    Process process;
    process.pid = Pid(100 + day), process.role = Role::unknown_postgres, process.comm = "postgres";
    Incident& incident = story.add(kDay + std::chrono::days(day) + 2h + 31min, {});
    incident.processes.push_back(process);
    incident.victims.push_back(0);
  }
  ASSERT_EQ(story.told().size(), 1u);
  EXPECT_EQ(story.told()[0].by, SharedTrait::program);
  EXPECT_EQ(english()(story.told()[0].every), "every day at about 02:31 UTC");
}

TEST(Recurrence, AVictimAndACulpritAreNotOneStory) {
  Story story;
  story.culprit(kDay, session("etl", "", "select array_agg(x) from t"));
  story.victim(kDay + 1h, "etl", "select array_agg(x) from t");
  EXPECT_TRUE(story.told().empty());
}

TEST(Recurrence, ALimitIsSharedByItsCause) {
  Story story;
  story.culprit(kDay, LimitAtFault{"the cgroup's limit"}, mib(1), "cgroup_limit_too_small");
  story.culprit(kDay + 1h, LimitAtFault{"the cgroup's limit"}, mib(1), "cgroup_limit_too_small");
  story.culprit(kDay + 2h, SettingAtFault{"shared_buffers", {}}, mib(1), "shared_buffers_too_large");
  ASSERT_EQ(story.told().size(), 1u);
  EXPECT_EQ(story.told()[0].by, SharedTrait::cause);
  EXPECT_EQ(story.told()[0].incidents, (std::vector{1, 2}));
}

TEST(Recurrence, TheLongestStoryComesFirstAndNoIncidentIsInTwo) {
  Story story;
  story.culprit(kDay, ProcessAtFault{Pid(1), "java"});
  story.culprit(kDay + 1h, ProcessAtFault{Pid(1), "java"});
  for (int i = 2; i < 5; ++i) story.culprit(kDay + std::chrono::hours(i * i), session("a", "b", "select array_agg(x) from t"));
  const std::vector<Recurrence> told = story.told();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].incidents, (std::vector{3, 4, 5}));
  EXPECT_EQ(told[1].incidents, (std::vector{1, 2}));
}

TEST(Recurrence, GrowthIsSaidOfThreeThatGrowEachTime) {
  Story grows, shrinks, alike;
  for (int i = 0; i < 3; ++i) {
    grows.culprit(kDay + std::chrono::hours(i * i), session("a", "b", ""), mib(100 + 20 * i));
    shrinks.culprit(kDay + std::chrono::hours(i * i), session("a", "b", ""), mib(100 + (i == 1 ? 90 : 40)));
    alike.culprit(kDay + std::chrono::hours(i * i), session("a", "b", ""), mib(100 + (i == 1 ? 5 : 0)));
  }
  ASSERT_EQ(grows.told().size(), 1u);
  EXPECT_NE(english()(grows.told()[0].growth).find("from 100.0 MiB to 140.0 MiB"), std::string::npos);
  ASSERT_EQ(shrinks.told().size(), 1u);
  EXPECT_TRUE(shrinks.told()[0].growth.empty());
  ASSERT_EQ(alike.told().size(), 1u);
  EXPECT_NE(english()(alike.told()[0].growth).find("as large each time, between 100.0 MiB and 105.0 MiB"), std::string::npos);
}

std::string every(const std::vector<WallTime>& times, bool zone_unknown = false) { return english()(rhythm(times, zone_unknown).every); }

TEST(Rhythm, TheSameMinuteOfEveryDayAcrossMidnight) {
  EXPECT_EQ(every({kDay + 23h + 58min, kDay + 48h + 2min, kDay + 72h}), "every day at about 00:00 UTC");
  EXPECT_EQ(every({kDay + 3h, kDay + 7 * 24h + 3h, kDay + 14 * 24h + 3h + 2min}), "every Monday at about 03:01 UTC");
  EXPECT_EQ(every({kDay + 3h, kDay + 24h + 3h, kDay + 96h + 3h}), "each time at about 03:00 UTC");
  EXPECT_EQ(every({kDay + 3h, kDay + 24h + 3h, kDay + 48h + 3h}, true), "every day at about 03:00") << "as the log prints it";
}

TEST(Rhythm, AnEvenBeat) {
  EXPECT_EQ(every({kDay, kDay + 50s, kDay + 101s}), "every 50 s");
  EXPECT_EQ(every({kDay, kDay + 15min, kDay + 30min, kDay + 46min}), "every 15 min");
  EXPECT_EQ(every({kDay, kDay + 6h, kDay + 12h}), "every 6 h");
}

TEST(Rhythm, NoneWhereThereIsNone) {
  EXPECT_EQ(every({kDay}), "");
  EXPECT_EQ(every({kDay, kDay + 1h}), "") << "two have always one distance";
  EXPECT_EQ(every({kDay, kDay + 1h, kDay + 5h}), "");
  EXPECT_EQ(every({kDay, kDay + 1s, kDay + 2s}), "") << "one burst";
  EXPECT_EQ(every({kDay + 3h, kDay + 29h, kDay + 58h}), "");
}

}  // namespace
}  // namespace laststraw::judge
