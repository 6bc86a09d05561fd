// Every message in the sources is in every catalogue, with the same places to fill; and nothing else is.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "advise/step_text.hpp"
#include "analyze/analyze.hpp"
#include "judge/checklist.hpp"
#include "judge/glossary.hpp"
#include "judge/hypotheses.hpp"
#include "support/samples.hpp"
#include "text/say.hpp"

namespace laststraw {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::set<std::string> matches(const std::string& text, const RE2& pattern) {
  std::set<std::string> found;
  re2::StringPiece rest(text);
  std::string one;
  while (RE2::FindAndConsume(&rest, pattern, &one)) found.insert(one);
  return found;
}

/// The literals of say("..."), say_count(n, "...", "..."), message("..."), t("..."), and the labels [[...]] of the templates.
std::set<std::string> messages_in_sources() {
  static const RE2 call(R"re(\b(?:say|message|t)\(\s*"((?:[^"\\]|\\.)*)")re"),
      count(R"re(say_count\(((?:[^"]*?"(?:[^"\\]|\\.)*"\s*,?\s*){2}))re"), literal(R"re("((?:[^"\\]|\\.)*)")re"),
      choice(R"re(\bt\([^"()]*\? ("[^"]*" : "[^"]*"))re"), label(R"re(\[\[([^|\]]+))re");
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(LASTSTRAW_SOURCE_DIR) / "src")) {
    const std::string name = entry.path().extension().string();
    if (entry.path().string().find("node_modules") != std::string::npos) continue;
    std::set<std::string> here;
    if (name == ".cpp" || name == ".ts" || name == ".tsx") {
      const std::string text = test::slurp(entry.path());
      here = matches(text, call);
      for (const RE2* several : {&count, &choice})
        for (const std::string& arguments : matches(text, *several)) here.merge(matches(arguments, literal));
    } else if (name == ".tpl") {
      here = matches(test::slurp(entry.path()), label);
    }
    // An escape of C++ and TypeScript that JSON has too.
    for (const std::string& text : here) found.insert(Json::parse("\"" + text + "\"").get<std::string>());
  }
  return found;
}

/// Messages that the sources hold in tables, and names of the JSON contract that reports show in words.
std::set<std::string> messages_in_tables() {
  std::set<std::string> found;
  for (const judge::Hypothesis* hypothesis : judge::hypotheses()) {
    for (const std::string_view text : {hypothesis->id, hypothesis->title, hypothesis->story}) found.emplace(text);
    for (const judge::Term& term : hypothesis->terms) found.emplace(term.means);
  }
  for (const judge::CheckText& check : judge::check_texts()) found.emplace(check.title), found.emplace(check.why);
  for (const judge::Word& word : judge::glossary()) found.emplace(word.means);
  for (const advise::StepText& step : advise::step_texts())
    for (const std::string_view text : {step.title, step.what, step.risk, step.undo}) found.emplace(text);
  for (const char* name :
       {// outcomes, scopes, verdicts, statuses, outcomes of hypotheses, kinds of absence and support
        "kernel_oom", "memcg_oom", "sysrq_oom", "enomem", "userspace_oom_killer", "sigkill_no_oom", "postgres_limit", "allocation_failure",
        "memory_pressure", "not_memory", "global", "memcg", "cpuset", "mempolicy", "culprit", "last_straw", "undecided", "fail", "warn",
        "pass", "unknown", "not_applicable", "supported", "refuted", "not_supplied", "not_printed", "unreadable", "weak", "moderate",
        "strong", "very strong",
        // kinds of culprit, mechanisms
        "process", "setting", "limit", "group", "kernel", "file", "sessions", "maintenance processes", "sort_or_hash", "aggregate",
        "prepared_statements", "large_value", "plpgsql_state", "logical_decoding", "temp_buffers", "extension", "jit",
        "work_mem_times_nodes",
        // the ledger
        "cgroup limit", "unaccounted", "postgres private", "other programs private", "shared memory", "file cache", "huge pages in use",
        "huge pages free", "slab", "kernel stacks", "free", "other kernel memory", "network buffers",
        "shared_buffers and the server's own, at most", "beyond it (dynamic shared memory, tmpfs, others), at least",
        // steps: what they need, whether their condition holds; environments
        "nothing", "reload", "restart", "reboot", "met", "not met", "container", "managed", "no_systemd",
        // what a kernel report can lack
        "its head is missing", "no kill line follows", "there is no task table", "the head of the task table is missing",
        "the task table is cut off"})
    found.emplace(name);
  return found;
}

std::set<std::string> messages() {
  std::set<std::string> all = messages_in_sources();
  all.merge(messages_in_tables());
  return all;
}

class Catalogue : public ::testing::TestWithParam<std::string> {
 protected:
  ~Catalogue() override { speak("en"); }
};

INSTANTIATE_TEST_SUITE_P(Languages, Catalogue, ::testing::Values("zh_CN"));

TEST_P(Catalogue, HoldsEveryMessageAndNothingElse) {
  const std::set<std::string> wanted = messages();
  ASSERT_GT(wanted.size(), 400U);
  if (std::getenv("LASTSTRAW_LIST_MESSAGES"))
    for (const std::string& message : wanted) std::cout << Json(message).dump() << "\n";
  const Json there = Json::parse(catalogue(GetParam()));
  for (const std::string& message : wanted) EXPECT_TRUE(there.contains(message)) << "not translated: " << message;
  for (const auto& [message, translation] : there.items()) EXPECT_TRUE(wanted.count(message) > 0) << "no message (any more): " << message;
}

TEST_P(Catalogue, FillsTheSamePlaces) {
  static const RE2 place(R"(\{(\d*)\})");
  const Json there = Json::parse(catalogue(GetParam()));
  for (const auto& [message, translation] : there.items()) {
    EXPECT_EQ(matches(message, place), matches(translation.get<std::string>(), place)) << message;
    EXPECT_FALSE(translation.get<std::string>().empty()) << message;
  }
}

/// Sentences in a report: everything but what is quoted and what is a name.
void sentences(const Json& value, const std::string& name, std::vector<std::string>& found) {
  static const std::set<std::string> kSentences{"summary", "claim", "what", "why", "title", "assumption"};
  if (value.is_string() && kSentences.count(name) > 0) found.push_back(value.get<std::string>());
  if (value.is_array())
    for (const Json& element : value) sentences(element, name, found);
  if (value.is_object())
    for (const auto& [key, member] : value.items()) sentences(member, key, found);
}

TEST_P(Catalogue, LeavesNoSentenceOfAReportInEnglish) {
  speak(GetParam());
  for (const auto& entry : fs::directory_iterator(test::samples_dir() / "incidents")) {
    if (!entry.is_directory()) continue;
    AnalyzeOptions options;
    options.paths = {(entry.path() / "bundle").string()};
    const Report answer = analyze(options);
    const report::Document document = report::compose(answer);
    const std::string json = report::write_json(document, -1, false);
    std::vector<std::string> all;
    sentences(Json::parse(json).at("incidents"), "", all);
    ASSERT_GT(all.size(), 50U) << entry.path();
    for (const std::string& sentence : all) {
      const bool own = std::any_of(sentence.begin(), sentence.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
      // A missing input may be named by its own name alone: "work_mem", "CommitLimit"; the why of an absence is a name.
      const bool name = sentence.find(' ') == std::string::npos;
      EXPECT_TRUE(own || name) << entry.path() << ": " << sentence;
    }
    EXPECT_EQ(report::write_text(document, {}).find("culprit"), std::string::npos);
    EXPECT_EQ(report::write_markdown(document).find("### W"), std::string::npos);
    EXPECT_NE(report::write_html(document).find("<html lang=\"zh-CN\">"), std::string::npos);
  }
}

}  // namespace
}  // namespace laststraw
