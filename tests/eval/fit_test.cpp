// The fit against answers that are known.
#include "eval/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace laststraw::eval {
namespace {

Example example(const char* scenario, std::vector<std::string> a, bool a_right, std::vector<std::string> b) {
  return {scenario, {{"a", std::move(a), a_right ? 1.0 : 0.0}, {"b", std::move(b), a_right ? 0.0 : 1.0}}};
}

TEST(Fit, ProbabilitiesAreTheSoftmaxOfDecibans) {
  const Weights weights{{{"a", "prior"}, 0}, {{"b", "prior"}, 0}, {{"a", "x"}, 10}};
  const auto p = probabilities(example("s", {"prior", "x"}, true, {"prior"}), weights);
  EXPECT_NEAR(p[0], 10.0 / 11.0, 1e-9) << "ten decibans are ten times likelier";
}

/// "a" is right in three of four cases and nothing tells when: the fitted prior is the odds, 10 log10(3) = 4.77 dB.
TEST(Fit, PriorBecomesTheOdds) {
  std::vector<Example> examples;
  examples.reserve(400);
  for (int i = 0; i < 400; ++i) examples.push_back(example("s", {"prior"}, i % 4 != 0, {"prior"}));
  const Weights fitted = fit(examples, {{{"a", "prior"}, 0}, {{"b", "prior"}, 0}}, {100, 600, 0.5, 100});
  EXPECT_NEAR(fitted.at({"a", "prior"}) - fitted.at({"b", "prior"}), 10 * std::log10(3.0), 0.05);
}

/// "x" is seen in nine of ten cases where "a" is right and in one of ten where it is not: a likelihood ratio of nine.
TEST(Fit, EvidenceBecomesItsLikelihoodRatio) {
  std::vector<Example> examples;
  for (int i = 0; i < 400; ++i) {
    const bool right = i % 2 == 0, seen = right == ((i / 2) % 10 != 0);
    examples.push_back(
        example("s", seen ? std::vector<std::string>{"prior", "x"} : std::vector<std::string>{"prior", "not_x"}, right, {"prior"}));
  }
  const Weights fitted = fit(examples, {{{"a", "prior"}, 0}, {{"b", "prior"}, 0}, {{"a", "x"}, 1}, {{"a", "not_x"}, -1}}, {100, 800, 0.5});
  EXPECT_NEAR(fitted.at({"a", "x"}) - fitted.at({"a", "not_x"}), 20 * std::log10(9.0), 0.2);
}

TEST(Fit, FewExamplesMoveLittle) {
  const Weights start{{{"a", "prior"}, 0}, {{"b", "prior"}, 0}};
  const Weights fitted = fit({example("s", {"prior"}, true, {"prior"})}, start, {2, 400, 0.5, 2});
  EXPECT_GT(fitted.at({"a", "prior"}), 0);
  EXPECT_LT(fitted.at({"a", "prior"}), 2);
}

TEST(Fit, PriorsAreHeldTighter) {
  std::vector<Example> examples(20, example("s", {"prior", "x"}, true, {"prior"}));
  const Weights start{{{"a", "prior"}, 0}, {{"b", "prior"}, 0}, {{"a", "x"}, 1}};
  const Weights fitted = fit(examples, start, {4, 600, 0.5, 1});
  EXPECT_GT(fitted.at({"a", "x"}) - 1, 3 * fitted.at({"a", "prior"}));
}

TEST(Fit, EvidenceKeepsItsBearing) {
  std::vector<Example> examples;
  examples.reserve(100);
  for (int i = 0; i < 100; ++i) examples.push_back(example("s", {"prior", "x"}, false, {"prior"}));
  const Weights fitted = fit(examples, {{{"a", "prior"}, 0}, {{"b", "prior"}, 0}, {{"a", "x"}, 6}}, {100, 400, 0.5});
  EXPECT_GE(fitted.at({"a", "x"}), 0.5) << "what supports never comes to contradict";
}

}  // namespace
}  // namespace laststraw::eval
