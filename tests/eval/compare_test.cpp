#include "eval/compare.hpp"

#include <gtest/gtest.h>

namespace laststraw::eval {
namespace {

Json report(const char* first, double p, const char* second) {
  return Json::parse(
      std::string(R"({"inputs":[{"format":"kernel_oom/dmesg","unrecognised":2}],"incidents":[{"outcome":"memcg_oom","scope":"memcg",
    "verdict":"culprit","victims":[{"pid":7}],"invoker":{"comm":"postgres"},"hypotheses":[
    {"cause":")") +
      first + R"(","likelihood":)" + std::to_string(p) + R"(,"culprit":{"pid":7,"bytes":0,"count":null}},
    {"cause":")" +
      second + R"(","likelihood":)" + std::to_string(1 - p) + R"(,"culprit":null}]}]})");
}

const Json kTruth =
    Json::parse(R"({"cause":"single_backend","also":["parallel_query"],"culprit":{"pid":7},"outcome":"memcg_oom","scope":"memcg",
  "victims":[[7,"postgres"]],"invokers":["postgres"]})");

TEST(Compare, RightAnswer) {
  const Comparison result = compare(report("single_backend", 0.9, "page_tables"), kTruth).front();
  EXPECT_TRUE(result.top1 && result.top2 && result.victims && result.invoker && result.outcome && result.scope);
  EXPECT_EQ(result.culprit, true);
  EXPECT_NEAR(result.brier, 0.01 + 0.01, 1e-9);
  EXPECT_FALSE(result.confident_wrong);
  EXPECT_EQ(result.kernel_unrecognised, 2);
}

TEST(Compare, SecondAnswerThatCountsAsRight) {
  EXPECT_TRUE(compare(report("parallel_query", 0.6, "single_backend"), kTruth).front().top1);
  EXPECT_NEAR(compare(report("parallel_query", 0.6, "single_backend"), kTruth).front().brier, 0, 1e-9);
  EXPECT_TRUE(compare(report("page_tables", 0.6, "single_backend"), kTruth).front().top2);
}

TEST(Compare, ConfidentWrongIsSaidSoOnlyWhereItIs) {
  EXPECT_TRUE(compare(report("page_tables", 0.8, "single_backend"), kTruth).front().confident_wrong);
  EXPECT_FALSE(compare(report("page_tables", 0.79, "single_backend"), kTruth).front().confident_wrong);
  EXPECT_FALSE(compare(report("insufficient_evidence", 0.9, "single_backend"), kTruth).front().confident_wrong);
}

TEST(Compare, WrongCulpritAndVictims) {
  Json other = kTruth;
  other["culprit"]["pid"] = 8;
  other["victims"] = Json::parse(R"([[7,"postgres"],[9,"postgres"]])");
  const Comparison result = compare(report("single_backend", 0.9, "page_tables"), other).front();
  EXPECT_EQ(result.culprit, false);
  EXPECT_FALSE(result.victims);
}

TEST(Compare, NoIncident) {
  const Comparison result = compare(Json::parse(R"({"inputs":[],"incidents":[]})"), kTruth).front();
  EXPECT_EQ(result.got, "(none)");
  EXPECT_FALSE(result.top1);
  EXPECT_FALSE(result.victims);
}

}  // namespace
}  // namespace laststraw::eval
