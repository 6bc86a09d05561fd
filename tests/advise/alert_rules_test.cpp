// The alert rules that docs/ALERTS.md gives are those that reports recommend, in the form Prometheus reads (its documentation, Alerting
// rules); where promtool is installed it says so itself.
#include <gtest/gtest.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "advise/advised.hpp"
#include "advise/alerts.hpp"
#include "support/samples.hpp"

namespace laststraw::advise {
namespace {

std::string rules_in_docs() {
  const std::string text = laststraw::test::slurp(std::filesystem::path(LASTSTRAW_SOURCE_DIR) / "docs/ALERTS.md");
  constexpr std::string_view kOpen = "```yaml\n";
  const std::size_t begin = text.find(kOpen) + kOpen.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(AlertRules, HaveTheFormOfPrometheus) {
  const std::set<std::string> of_group{"name", "interval", "limit", "query_offset", "labels", "rules"},
      of_rule{"alert", "expr", "for", "keep_firing_for", "labels", "annotations"};
  const YAML::Node file = YAML::Load(rules_in_docs());
  ASSERT_TRUE(file["groups"].IsSequence());
  for (const YAML::Node& group : file["groups"]) {
    for (const auto& member : group) EXPECT_TRUE(of_group.contains(member.first.as<std::string>())) << member.first;
    EXPECT_FALSE(group["name"].as<std::string>().empty());
    ASSERT_GT(group["rules"].size(), 0u);
    for (const YAML::Node& rule : group["rules"]) {
      for (const auto& member : rule) EXPECT_TRUE(of_rule.contains(member.first.as<std::string>())) << member.first;
      EXPECT_FALSE(rule["alert"].as<std::string>().empty());
      EXPECT_FALSE(rule["expr"].as<std::string>().empty());
    }
  }
}

TEST(AlertRules, AreThoseThatReportsRecommend) {
  std::set<std::string> written, recommended;
  for (const YAML::Node& group : YAML::Load(rules_in_docs())["groups"])
    for (const YAML::Node& rule : group["rules"]) written.insert(rule["expr"].as<std::string>());
  for (const IncidentKind kind : {IncidentKind::kernel_oom, IncidentKind::memcg_oom, IncidentKind::enomem}) {
    const test::Scene scene(kind);
    for (const Alert& alert : alerts_of(judge::facts_of(scene.incident))) recommended.insert(alert.expression);
  }
  EXPECT_EQ(written, recommended);
}

TEST(AlertRules, AreTakenByPromtool) {
  if (std::system("command -v promtool > /dev/null 2>&1") != 0) GTEST_SKIP() << "promtool is not there";
  std::string name = (std::filesystem::temp_directory_path() / "laststraw-rules-XXXXXX").string();
  const int made = ::mkstemp(name.data());
  ASSERT_GE(made, 0);
  ::close(made);
  std::ofstream(name) << rules_in_docs();
  EXPECT_EQ(std::system(("promtool check rules " + name + " > /dev/null 2>&1").c_str()), 0);
  std::filesystem::remove(name);
}

}  // namespace
}  // namespace laststraw::advise
