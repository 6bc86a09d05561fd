// The forms for pipelines: what others say they must be, what they hold of an incident, and that nothing of the input becomes a command, a link or markup.
#include "report/pipeline.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "analyze/analyze.hpp"
#include "report/format.hpp"
#include "report/redact.hpp"
#include "support/samples.hpp"

namespace laststraw::report {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr PipelineForm kForms[] = {PipelineForm::sarif, PipelineForm::github, PipelineForm::gitlab, PipelineForm::grafana};

struct Made {
  laststraw::Report answer;
  Document document;
};

Made made_of(const fs::path& path) {
  AnalyzeOptions options;
  options.paths = {path.string()};
  Made made{analyze(options), {}};
  made.document = compose(made.answer);
  return made;
}

fs::path bundle(const std::string& name) { return test::samples_dir() / "incidents" / name / "bundle"; }

const std::string kHostile =
    "a\r\n::error file=x::owned\n::add-mask::owned %0A::warning::owned ##[error]owned {0} [x](http://owned) \\[y](http://owned) <img src=x "
    "onerror=alert(1)> \x1b]0;owned\x07 \xFF";

Made hostile() {
  Made made = made_of(bundle("two-large-sessions"));
  Incident& incident = made.document.incidents[0];
  incident.summary = incident.culprit->who = incident.when = Sentence(kHostile);
  incident.host = kHostile;
  for (Weighed& one : incident.hypotheses[0].evidence) one.at.path = one.quote = kHostile, one.claim = Sentence(kHostile);
  made.document.inputs[0].format.clear();
  return made;
}

/// Where nothing is decided, the place is that of the first thing that is known, with its words.
TEST(Pipeline, OfAnUndecidedIncidentWhatIsKnownIsCited) {
  Made made = made_of(bundle("two-large-sessions"));
  Incident& incident = made.document.incidents[0];
  incident.verdict = VerdictKind::undecided;
  incident.told = {{Sentence("on the whole"), "", {}}, {Sentence("refused"), "out of memory", {"postgresql.log", 7, 7}}};
  EXPECT_EQ(place_of(incident).path, "postgresql.log");
  EXPECT_EQ(place_of(incident).first_line, 7u);
  const json place = json::parse(write_pipeline(made.document, PipelineForm::sarif, "", english()))
                         .at("runs")
                         .at(0)
                         .at("results")
                         .at(0)
                         .at("locations")
                         .at(0);
  EXPECT_EQ(place.at("physicalLocation").at("region").at("snippet").at("text"), "out of memory");
  incident.verdict = VerdictKind::culprit;
  EXPECT_NE(place_of(incident).path, "postgresql.log");
}

/// A line as GitHub's runner reads it (actions/runner, src/Runner.Common/ActionCommand.cs, TryParseV2): "::command key=value,...::data".
struct Command {
  std::string name, data;
  std::map<std::string, std::string> properties;
};

std::string unescaped(std::string text) {
  for (const auto& [code, character] : {std::pair{"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"}, {"%2C", ","}, {"%25", "%"}})
    for (std::size_t at = 0; (at = text.find(code, at)) != std::string::npos; ++at) text.replace(at, 3, character);
  return text;
}

std::vector<Command> commands_in(const std::string& text) {
  std::vector<Command> all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Command& command = all.emplace_back();
    const std::size_t end = line.find("::", 2), blank = line.find(' ');
    if (!line.starts_with("::") || end == std::string::npos) continue;
    command.name = line.substr(2, std::min(end, blank) - 2);
    command.data = unescaped(line.substr(end + 2));
    std::istringstream properties(blank < end ? line.substr(blank + 1, end - blank - 1) : std::string());
    for (std::string one; std::getline(properties, one, ',');)
      command.properties[one.substr(0, one.find('='))] = unescaped(one.substr(one.find('=') + 1));
  }
  return all;
}

/// What SARIF 2.1.0 demands of what we write (its schema, and 3.27 for indexes and ids).
void check_sarif(const json& log, std::size_t results) {
  EXPECT_EQ(log.at("version"), "2.1.0");
  ASSERT_EQ(log.at("runs").size(), 1U);
  const json& run = log["runs"][0];
  const json& rules = run.at("tool").at("driver").at("rules");
  EXPECT_TRUE(run["tool"]["driver"].at("name").is_string());
  ASSERT_EQ(run.at("results").size(), results);
  std::set<std::string> fingerprints;
  static const std::regex uri("(file:///)?[A-Za-z0-9._~/-]*(%[0-9A-F]{2}[A-Za-z0-9._~/-]*)*");
  for (const json& result : run["results"]) {
    EXPECT_EQ(rules.at(result.at("ruleIndex").get<std::size_t>()).at("id"), result.at("ruleId"));
    EXPECT_TRUE((std::set<std::string>{"error", "warning", "note"}.count(result.at("level"))));
    EXPECT_TRUE(fingerprints.insert(result.at("partialFingerprints").at("incident/v1")).second);
    std::set<int> ids;
    for (const char* list : {"locations", "relatedLocations"})
      for (const json& one : result.value(list, json::array())) {
        const json& physical = one.at("physicalLocation");
        EXPECT_TRUE(std::regex_match(physical.at("artifactLocation").at("uri").get<std::string>(), uri)) << physical;
        if (physical.contains("region")) {
          EXPECT_LE(physical["region"].at("startLine").get<int>(), physical["region"].at("endLine").get<int>());
          EXPECT_GE(physical["region"]["startLine"].get<int>(), 1);
        }
        EXPECT_TRUE(!one.contains("id") || ids.insert(one["id"].get<int>()).second);
      }
    EXPECT_LE(result.value("locations", json::array()).size(), 1U) << "a result has one place (3.27.12)";
  }
}

TEST(Pipeline, EverySampleIsWhatItsReadersAskFor) {
  for (const auto& entry : fs::directory_iterator(test::samples_dir() / "incidents")) {
    if (!entry.is_directory()) continue;
    const Made made = made_of(entry.path() / "bundle");
    const std::size_t count = made.document.incidents.size();
    check_sarif(json::parse(write_pipeline(made.document, PipelineForm::sarif, "")), count);
    std::size_t annotations = 0;
    for (const Command& one : commands_in(write_pipeline(made.document, PipelineForm::github, ""))) {
      EXPECT_TRUE((std::set<std::string>{"error", "warning", "notice"}.count(one.name))) << one.name;
      if (one.properties.at("title") != "laststraw") ++annotations;
    }
    EXPECT_EQ(annotations, count) << entry.path();
    const json quality = json::parse(write_pipeline(made.document, PipelineForm::gitlab, ""));
    EXPECT_EQ(quality.size(), count);
    for (const json& one : quality) {
      EXPECT_FALSE(one.at("description").get<std::string>().empty() || one.at("check_name").get<std::string>().empty());
      EXPECT_TRUE((std::set<std::string>{"info", "minor", "major", "critical", "blocker"}.count(one.at("severity"))));
      EXPECT_FALSE(one.at("location").at("path").get<std::string>().empty());
      EXPECT_GE(one["location"].at("lines").at("begin").get<int>(), 1);
    }
    const json grafana = json::parse(write_pipeline(made.document, PipelineForm::grafana, ""));
    EXPECT_EQ(grafana.size(), count - undated(made.document)) << entry.path();
    for (const json& one : grafana) EXPECT_GE(one.value("timeEnd", one.at("time").get<std::int64_t>()), one["time"].get<std::int64_t>());
  }
}

TEST(Pipeline, PlacesAreBelowTheFolderAndShowTheWordsQuoted) {
  const fs::path folder = bundle("two-large-sessions");
  const Made made = made_of(folder);
  const json log = json::parse(write_pipeline(made.document, PipelineForm::sarif, folder.string()));
  std::size_t checked = 0;
  for (const char* list : {"locations", "relatedLocations"})
    for (const json& one : log["runs"][0]["results"][0][list]) {
      const json& physical = one["physicalLocation"];
      const std::string uri = physical["artifactLocation"]["uri"];
      ASSERT_TRUE(uri.starts_with("file:///")) << uri;
      std::ifstream file(unescaped(uri.substr(7)));
      std::string line;
      for (int n = 0; n < physical["region"]["startLine"].get<int>(); ++n) ASSERT_TRUE(std::getline(file, line)) << uri;
      EXPECT_NE(harmless(line).find(physical["region"]["snippet"]["text"].get<std::string>()), std::string::npos) << physical;
      ++checked;
    }
  EXPECT_GT(checked, 5U);
  const std::vector<Command> commands = commands_in(write_pipeline(made.document, PipelineForm::github, "./runs/today/"));
  EXPECT_EQ(commands[0].properties.at("file"), "runs/today/kernel/dmesg-x.txt");
  EXPECT_EQ(commands[0].properties.at("line"), "92");
  EXPECT_EQ(json::parse(write_pipeline(made.document, PipelineForm::gitlab, "./runs/today/"))[0]["location"]["path"],
            "runs/today/kernel/dmesg-x.txt");
}

TEST(Pipeline, NothingOfTheInputIsACommandOfGitHubs) {
  const Made made = hostile();
  const std::vector<Command> commands = commands_in(write_pipeline(made.document, PipelineForm::github, ""));
  ASSERT_EQ(commands.size(), 2U) << "one incident, and that an input was not recognised";
  EXPECT_EQ(commands[0].name, "error");
  EXPECT_EQ(commands[1].name, "notice");
  for (const auto& [name, value] : commands[0].properties)
    EXPECT_TRUE((std::set<std::string>{"file", "line", "endLine", "title"}.count(name))) << name;
  EXPECT_EQ(commands[0].properties.at("file"), harmless(kHostile)) << "all of it is the value, and comes out as it went in";
  EXPECT_NE(commands[0].data.find(harmless(kHostile)), std::string::npos) << commands[0].data;
}

TEST(Pipeline, NothingOfTheInputIsALinkAPlaceholderOrMarkup) {
  const Made made = hostile();
  const json log = json::parse(write_pipeline(made.document, PipelineForm::sarif, ""));
  check_sarif(log, 1);
  const json& result = log["runs"][0]["results"][0];
  std::vector<std::string> messages{result["message"]["text"]};
  for (const json& one : result["relatedLocations"]) messages.push_back(one["message"]["text"]);
  for (std::string text : messages) {
    EXPECT_NE(text.find("owned"), std::string::npos);
    for (const char* known : {"\\\\", "\\[", "\\]", "{{", "}}"})
      for (std::size_t at = 0; (at = text.find(known)) != std::string::npos;) text.erase(at, 2);
    EXPECT_EQ(text.find_first_of("[]{}\\"), std::string::npos) << text;
  }
  for (const json& one : json::parse(write_pipeline(made.document, PipelineForm::grafana, "")))
    EXPECT_EQ(one["text"].get<std::string>().find_first_of("<>\r\x1b"), std::string::npos) << one;
  EXPECT_EQ(json::parse(write_pipeline(made.document, PipelineForm::gitlab, "")).size(), 1U);
}

TEST(Pipeline, RedactedDocumentsTellNoNames) {
  const Made made = made_of(bundle("two-large-sessions"));
  const Document redacted = redact(made.document, hosts_of(*made.answer.records));
  for (const PipelineForm form : kForms) {
    const std::string open = write_pipeline(made.document, form, ""), safe = write_pipeline(redacted, form, "");
    for (const char* name : {"report@shop", "billing_batch", "adhoc"}) {
      EXPECT_NE(open.find(name), std::string::npos) << word(form);
      EXPECT_EQ(safe.find(name), std::string::npos) << word(form);
    }
  }
}

TEST(Pipeline, LevelsFollowTheVerdict) {
  Made made = made_of(bundle("two-large-sessions"));
  Incident& incident = made.document.incidents[0];
  EXPECT_EQ(severity_of(incident), Severity::error);
  EXPECT_EQ(rule_of(incident), "single_backend");
  incident.outcome = IncidentKind::not_memory;
  EXPECT_EQ(severity_of(incident), Severity::note);
  incident.outcome = IncidentKind::kernel_oom;
  incident.verdict = VerdictKind::last_straw;
  EXPECT_EQ(severity_of(incident), Severity::warning);
  incident.verdict = VerdictKind::undecided;
  EXPECT_EQ(severity_of(incident), Severity::note);
  EXPECT_EQ(rule_of(incident), "undecided") << "what leads is no verdict";
}

TEST(Pipeline, WhatIsNotKnownIsLeftOut) {
  Made made = made_of(bundle("two-large-sessions"));
  Incident& incident = made.document.incidents[0];
  const auto annotations = [&] { return json::parse(write_pipeline(made.document, PipelineForm::grafana, "")); };
  EXPECT_EQ(annotations()[0]["timeEnd"].get<std::int64_t>() - annotations()[0]["time"].get<std::int64_t>(), 85);
  incident.postgres.down_s.reset();
  EXPECT_FALSE(annotations()[0].contains("timeEnd"));
  incident.postgres.down_s = 1e300;
  EXPECT_GT(annotations()[0]["timeEnd"].get<std::int64_t>(), annotations()[0]["time"].get<std::int64_t>());
  incident.at = "boot+558.748s";
  EXPECT_TRUE(annotations().empty());
  EXPECT_EQ(undated(made.document), 1U);
  // Nor a place: no evidence, no witness, no line.
  for (Hypothesis& one : incident.hypotheses) one.evidence.clear();
  incident.victim.reset(), incident.invoker.reset(), incident.witnesses.clear(), incident.timeline.clear();
  check_sarif(json::parse(write_pipeline(made.document, PipelineForm::sarif, "")), 1);
  EXPECT_EQ(commands_in(write_pipeline(made.document, PipelineForm::github, ""))[0].properties.count("file"), 0U);
  EXPECT_EQ(json::parse(write_pipeline(made.document, PipelineForm::gitlab, ""))[0]["location"]["path"], "laststraw");
}

TEST(Pipeline, IncidentsOfOneNameAreToldApart) {
  Made made = made_of(bundle("two-large-sessions"));
  made.document.incidents.push_back(made.document.incidents[0]);
  check_sarif(json::parse(write_pipeline(made.document, PipelineForm::sarif, "")), 2);
  const json quality = json::parse(write_pipeline(made.document, PipelineForm::gitlab, ""));
  EXPECT_NE(quality[0]["fingerprint"], quality[1]["fingerprint"]);
}

TEST(Pipeline, WithoutIncidentsTheFormsAreEmptyAndSayWhy) {
  Document none;
  none.no_incident = Sentence("No incident: nothing in it.");
  none.incidents_left_out = 3;
  check_sarif(json::parse(write_pipeline(none, PipelineForm::sarif, "")), 0);
  EXPECT_EQ(json::parse(write_pipeline(none, PipelineForm::sarif, ""))["runs"][0]["invocations"][0]["toolExecutionNotifications"].size(),
            2U);
  EXPECT_EQ(write_pipeline(none, PipelineForm::gitlab, ""), "[]\n");
  EXPECT_EQ(write_pipeline(none, PipelineForm::grafana, ""), "[]\n");
  const std::vector<Command> commands = commands_in(write_pipeline(none, PipelineForm::github, ""));
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[0].data, "No incident: nothing in it.");
}

}  // namespace
}  // namespace laststraw::report
