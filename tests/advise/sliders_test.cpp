// What a page may turn: each value of it is a question to the simulator.
#include "advise/sliders.hpp"

#include <gtest/gtest.h>

#include "advise/advised.hpp"

namespace laststraw::advise {
namespace {

using test::Crowd;
using test::Host;
using test::Scene;

std::optional<Sliders> sliders(const Scene& scene) {
  const judge::Facts facts = judge::facts_of(scene.incident);
  return sliders_of(facts, judge::judge(facts));
}

const Slider* find(const Sliders& all, std::string_view question) {
  for (const Slider& one : all.sliders)
    if (one.question == question) return &one;
  return nullptr;
}

void expect_as_asked(const Scene& scene) {
  const auto all = sliders(scene);
  ASSERT_TRUE(all);
  for (const Slider& slider : all->sliders) {
    EXPECT_GE(slider.trials.size(), 3U);
    EXPECT_LE(slider.trials.size(), 24U);
    for (std::size_t i = 0; i < slider.trials.size(); ++i) {
      const Trial& trial = slider.trials[i];
      if (i > 0) {
        EXPECT_GT(trial.value, slider.trials[i - 1].value);
      }
      const std::string question = slider.question + "=" + std::to_string(trial.value);
      const Effect asked = test::asked(scene, question);
      EXPECT_EQ(trial.kind, asked.kind) << question;
      EXPECT_EQ(english()(trial.text), english()(asked.text)) << question;
      EXPECT_EQ(trial.free_after_bytes, asked.free_after ? std::optional(asked.free_after->count) : std::nullopt) << question;
    }
  }
}

TEST(Sliders, AnswerAsTheSimulatorDoes) {
  const Crowd crowd;
  expect_as_asked(crowd);
  for (const char* question : {"max_connections", "limit"}) EXPECT_TRUE(find(*sliders(crowd), question)) << question;
  Host host("select a from t order by b");
  host.setting("work_mem", "4MB");
  host.setting("shared_buffers", "128MB");
  expect_as_asked(host);
  EXPECT_TRUE(find(*sliders(host), "work_mem@report")) << "of the role at fault";
  EXPECT_TRUE(find(*sliders(host), "ram"));
  EXPECT_FALSE(find(*sliders(host), "limit"));
}

TEST(Sliders, StandWhereItWas) {
  const auto all = sliders(Crowd());
  const Slider* connections = find(*all, "max_connections");
  ASSERT_TRUE(connections);
  EXPECT_EQ(connections->now, 80);
  EXPECT_EQ(connections->trials.back().value, 80);
  EXPECT_EQ(connections->trials.back().kind, EffectKind::no_effect);
  const Slider* limit = find(*all, "limit");
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->now, mib(1000).count);
  EXPECT_EQ(limit->part, "total");
}

TEST(Sliders, OfARoleThatNoQuestionCanNameAreOfAll) {
  Host host("select a from t order by b");
  host.incident.processes.back().user = "a@b=c";
  host.setting("work_mem", "4MB");
  const auto all = sliders(host);
  ASSERT_TRUE(all);
  for (const Slider& one : all->sliders) EXPECT_EQ(one.question.find('@'), std::string::npos) << one.question;
}

TEST(Sliders, AreNotThereWhereNothingWouldHaveHelped) {
  Scene limit(IncidentKind::postgres_limit);
  EXPECT_FALSE(sliders(limit));
  Scene unknown;
  unknown.incident.ledger.total.reset();
  EXPECT_FALSE(sliders(unknown));
}

}  // namespace
}  // namespace laststraw::advise
