// The grades of answers to excerpts.
#include "eval/partial.hpp"

#include <gtest/gtest.h>

namespace laststraw::eval {
namespace {

Json truth(const char* lean, const char* cause = "single_backend") {
  return {{"kind", "partial"},
          {"shape", "kill line"},
          {"outcome", "kernel_oom"},
          {"cause", cause},
          {"also", {"work_mem_multiplication"}},
          {"lean", lean},
          {"never", {"manual_sigkill"}},
          {"victims", {{7, "postgres"}}}};
}

Json said(const char* cause, double likelihood, const char* outcome = "kernel_oom") {
  const Json incident{{"outcome", outcome}, {"hypotheses", {{{"cause", cause}, {"likelihood", likelihood}}}}, {"victims", {{{"pid", 7}}}}};
  return {{"incidents", Json::array({incident})}};
}

Grade of(const Json& report, const Json& expected) { return grade(report, expected).grade; }

TEST(Partial, WhereAnExpertCommits) {
  EXPECT_EQ(of(said("single_backend", 0.9), truth("must")), Grade::right);
  EXPECT_EQ(of(said("work_mem_multiplication", 0.9), truth("must")), Grade::acceptable);
  EXPECT_EQ(of(said("single_backend", 0.4), truth("must")), Grade::too_timid);
  EXPECT_EQ(of(said("insufficient_evidence", 0.9), truth("must")), Grade::too_timid);
  EXPECT_EQ(of(said("external_process", 0.3), truth("must")), Grade::wrong);
}

TEST(Partial, WhereAnExpertLeansOrCannotDecide) {
  EXPECT_EQ(of(said("single_backend", 0.3), truth("may")), Grade::right);
  EXPECT_EQ(of(said("insufficient_evidence", 0.6), truth("may")), Grade::acceptable);
  EXPECT_EQ(of(said("external_process", 0.3), truth("may")), Grade::wrong);
  EXPECT_EQ(of(said("single_backend", 0.6), truth("none")), Grade::too_bold);
  EXPECT_EQ(of(said("external_process", 0.3), truth("none")), Grade::acceptable);
  EXPECT_EQ(of(said("insufficient_evidence", 0.6), truth("none")), Grade::right);
}

TEST(Partial, AnAbsurdCauseIsWrongWhateverItsLikelihood) {
  EXPECT_EQ(of(said("manual_sigkill", 0.2), truth("may")), Grade::wrong);
  EXPECT_EQ(of(said("manual_sigkill", 0.7), truth("none")), Grade::too_bold);
}

TEST(Partial, WhereNothingHappenedTheOutcomeIsTheAnswer) {
  Json expected = truth("must", "no_incident");
  expected["also"] = Json::array(), expected["outcome"] = "not_memory", expected["victims"] = Json::array();
  EXPECT_EQ(of(said("insufficient_evidence", 0.9, "not_memory"), expected), Grade::right);
  EXPECT_EQ(of(said("single_backend", 0.9, "not_memory"), expected), Grade::too_bold);
  EXPECT_EQ(of(said("insufficient_evidence", 0.9), expected), Grade::wrong) << "a kill that was none";
  EXPECT_EQ(of({{"incidents", Json::array()}}, expected), Grade::right);
}

TEST(Partial, NoIncidentIsWrongWhereOneIsSpelledOut) {
  const Excerpt none = grade({{"incidents", Json::array()}}, truth("may"));
  EXPECT_EQ(none.grade, Grade::wrong);
  EXPECT_EQ(none.got, "(none)");
  EXPECT_FALSE(none.outcome);
  EXPECT_EQ(none.victims, false);
}

TEST(Partial, VictimsAndOutcomeAreCountedBesides) {
  const Excerpt answer = grade(said("single_backend", 0.9, "memcg_oom"), truth("must"));
  EXPECT_FALSE(answer.outcome);
  EXPECT_EQ(answer.victims, true);
  Json expected = truth("must");
  expected["not_victims"] = {7};
  EXPECT_EQ(grade(said("single_backend", 0.9), expected).victims, false);
}

}  // namespace
}  // namespace laststraw::eval
