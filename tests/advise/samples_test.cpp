// Over the bundled incidents: the first step of prevention would have changed the outcome, and nothing that is given would have harmed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "advise/samples.hpp"
#include "advise/what_if.hpp"

namespace laststraw::advise {
namespace {

bool changes_outcome(EffectKind kind) {
  return kind == EffectKind::no_kill || kind == EffectKind::error_instead || kind == EffectKind::other_victim;
}

class Given : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Given, FirstPreventionChangesTheOutcome) {
  for (const IncidentReport& answer : test::report_of(GetParam()).incidents) {
    if (answer.judgement.verdict == VerdictKind::undecided) continue;
    if (!answer.judgement.findings.front().culprit.bytes) continue;  // nothing can be tried where no size is known
    const auto step = std::find_if(answer.steps.begin(), answer.steps.end(),
                                   [](const Step& one) { return one.when == StepWhen::prevent && one.given() && !one.good_practice; });
    ASSERT_NE(step, answer.steps.end()) << english()(answer.judgement.summary);
    EXPECT_TRUE(changes_outcome(step->effect.kind)) << step->id << ": " << english()(step->effect.text);
  }
}

TEST_P(Given, NothingHarms) {
  const Report report = test::report_of(GetParam());
  for (const IncidentReport& answer : report.incidents) {
    const judge::Facts facts = judge::facts_of(answer.incident);
    std::vector<Change> together;
    for (const Fragment& line : answer.fragments) {
      const auto change = change_of(line.setting, line.value);
      if (!change) continue;
      together.push_back(*change);
      if (line.setting.starts_with("vm.overcommit")) continue;  // these two only together
      EXPECT_NE(what_if(facts, answer.judgement, {&*change, 1}).kind, EffectKind::harm) << line.setting << " = " << line.value;
    }
    EXPECT_NE(what_if(facts, answer.judgement, together).kind, EffectKind::harm) << GetParam();
    for (const Step& step : answer.steps) EXPECT_TRUE(!step.given() || step.effect.kind != EffectKind::harm) << step.id;
  }
}

TEST_P(Given, EveryNumberHasAPlace) {
  for (const IncidentReport& answer : test::report_of(GetParam()).incidents)
    for (const Step& step : answer.steps)
      for (const Citation& cite : step.evidence) EXPECT_GT(cite.at.first_line, 0u) << step.id;
}

INSTANTIATE_TEST_SUITE_P(Samples, Given, testing::ValuesIn(test::incidents()), [](const auto& instance) {
  std::string name = instance.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace laststraw::advise
