// Every message in the sources is in every catalogue, with the same places to fill; and nothing else is.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <compare>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "advise/step_text.hpp"
#include "analyze/analyze.hpp"
#include "judge/checklist.hpp"
#include "judge/glossary.hpp"
#include "judge/hypotheses.hpp"
#include "laststraw/words.hpp"
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

/// What a message is called in a catalogue, and the same of several where it counts.
struct Named {
  std::string context, message, plural;
  auto operator<=>(const Named&) const = default;
};

/// A literal of C++ and TypeScript has no escape that JSON has not.
std::string unescaped(const std::string& literal) { return Json::parse("\"" + literal + "\"").get<std::string>(); }

/// The literals of say("..."), say_count(n, "...", "..."), message("..."), in_words("..."), t("...") in a source file.
void add_calls(const std::string& text, std::set<Named>& found) {
  static const RE2 call(R"re(\b(?:say|message|in_words|t)\(\s*"((?:[^"\\]|\\.)*)")re"), choice(R"re(\bt\([^"()]*\? ("[^"]*" : "[^"]*"))re"),
      literal(R"re("((?:[^"\\]|\\.)*)")re"), count(R"re(say_count\([^"]*?"((?:[^"\\]|\\.)*)"\s*,\s*"((?:[^"\\]|\\.)*)")re");
  for (const std::string& one : matches(text, call)) found.insert({"", unescaped(one), ""});
  for (const std::string& arguments : matches(text, choice))
    for (const std::string& one : matches(arguments, literal)) found.insert({"", unescaped(one), ""});
  re2::StringPiece rest(text);
  for (std::string one, many; RE2::FindAndConsume(&rest, count, &one, &many);) found.insert({"", unescaped(one), unescaped(many)});
}

/// And the labels [[...]] of the templates.
std::set<Named> messages_in_sources() {
  static const RE2 label(R"re(\[\[([^|\]]+))re");
  std::set<Named> found;
  for (const char* folder : {"src", "parsers", "include"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(LASTSTRAW_SOURCE_DIR) / folder)) {
      const std::string kind = entry.path().extension().string();
      if (entry.path().string().find("node_modules") != std::string::npos) continue;
      if (kind == ".cpp" || kind == ".hpp" || kind == ".ts" || kind == ".tsx") add_calls(test::slurp(entry.path()), found);
      if (kind != ".tpl") continue;
      for (const std::string& one : matches(test::slurp(entry.path()), label)) found.insert({"", one, ""});
    }
  return found;
}

/// The words of an enumeration, as far as it goes; those that say nothing have none.
template <class E>
void add_words(std::set<Named>& found) {
  constexpr int kMost = 64;
  for (int i = 0; i < kMost; ++i)
    if (const std::string_view name = word(static_cast<E>(i)); !name.empty()) found.insert({"", std::string(name), ""});
}

template <std::size_t... kinds>
void add_culprits(std::set<Named>& found, std::index_sequence<kinds...>) {
  for (const Who& who : {Who(std::in_place_index<kinds>)...})
    if (!word(who).empty()) found.insert({"culprit", std::string(word(who)), ""});
}

/// Messages that the sources hold in tables, and names of the JSON contract that reports show in words.
std::set<Named> messages_in_tables() {
  std::set<Named> found;
  const auto add = [&](std::string_view text) { found.insert({"", std::string(text), ""}); };
  for (const judge::Hypothesis* hypothesis : judge::hypotheses()) {
    for (const std::string_view text : {hypothesis->id, hypothesis->title, hypothesis->story}) add(text);
    for (const judge::Term& term : hypothesis->terms) add(term.means);
  }
  for (const judge::CheckText& check : judge::check_texts()) add(check.title), add(check.why);
  for (const judge::Word& one : judge::glossary()) add(one.means);
  for (const advise::StepText& step : advise::step_texts())
    for (const std::string_view text : {step.title, step.what, step.risk, step.undo}) add(text);
  add_words<IncidentKind>(found), add_words<Constraint>(found), add_words<LedgerOf>(found), add_words<PartKind>(found);
  add_words<Defect>(found), add_words<Outcome>(found), add_words<VerdictKind>(found), add_words<Absence>(found);
  add_words<CheckStatus>(found), add_words<Support>(found), add_words<Mechanism>(found), add_words<GroupOf>(found);
  // Steps: what they need, whether their condition holds; environments.
  for (const char* name : {"nothing", "reload", "restart", "reboot", "met", "not met", "container", "managed", "no_systemd"}) add(name);
  add_culprits(found, std::make_index_sequence<std::variant_size_v<Who>>());
  return found;
}

std::set<Named> messages() {
  std::set<Named> all = messages_in_sources();
  all.merge(messages_in_tables());
  return all;
}

std::ostream& operator<<(std::ostream& out, const Named& one) {
  if (!one.context.empty()) out << "msgctxt " << Json(one.context).dump() << "\n";
  out << "msgid " << Json(one.message).dump();
  return one.plural.empty() ? out : out << "\nmsgid_plural " << Json(one.plural).dump();
}

class Catalogue : public ::testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Languages, Catalogue, ::testing::Values("zh_CN"));

TEST_P(Catalogue, HoldsEveryMessageAndNothingElse) {
  const std::set<Named> wanted = messages();
  ASSERT_GT(wanted.size(), 400U);
  if (std::getenv("LASTSTRAW_LIST_MESSAGES"))
    for (const Named& message : wanted) std::cout << message << "\nmsgstr \"\"\n\n";
  std::set<Named> there;
  for (const Translation& one : translations(GetParam()))
    there.insert({std::string(one.context), std::string(one.message), std::string(one.plural)});
  for (const Named& message : wanted) EXPECT_TRUE(there.contains(message)) << "not translated:\n" << message;
  for (const Named& message : there) EXPECT_TRUE(wanted.contains(message)) << "no message (any more):\n" << message;
}

TEST_P(Catalogue, FillsTheSamePlaces) {
  static const RE2 place(R"(\{(\d*)\})");
  for (const Translation& one : translations(GetParam())) {
    const std::string message(one.message);
    EXPECT_EQ(matches(message, place), matches(std::string(one.plural.empty() ? one.message : one.plural), place)) << message;
    ASSERT_FALSE(one.forms.empty()) << message;
    for (const std::string_view form : one.forms) {
      EXPECT_EQ(matches(message, place), matches(std::string(form), place)) << message;
      EXPECT_FALSE(form.empty()) << message;
    }
  }
}

/// Boost.Locale finds what the table of the compiled catalogue holds.
TEST_P(Catalogue, SaysWhatItHolds) {
  const Language language(GetParam());
  for (const Translation& one : translations(GetParam())) {
    if (!one.plural.empty() || one.message.find('{') != std::string_view::npos) continue;
    Sentence sentence = in_words(one.message);
    sentence.context = one.context;
    EXPECT_EQ(language(sentence), one.forms.front());
  }
}

/// Sentences in a report: everything but what is quoted and what is a name.
void sentences(const Json& value, const std::string& name, std::vector<std::string>& found) {
  static const std::set<std::string> kSentences{"summary", "claim", "what", "why", "title", "assumption", "note", "how"};
  if (value.is_string() && kSentences.count(name) > 0) found.push_back(value.get<std::string>());
  if (value.is_array())
    for (const Json& element : value) sentences(element, name, found);
  if (value.is_object())
    for (const auto& [key, member] : value.items()) sentences(member, key, found);
}

TEST_P(Catalogue, LeavesNoSentenceOfAReportInEnglish) {
  const Language in(GetParam());
  for (const auto& entry : fs::directory_iterator(test::samples_dir() / "incidents")) {
    if (!entry.is_directory()) continue;
    AnalyzeOptions options;
    options.paths = {(entry.path() / "bundle").string()};
    const Report answer = analyze(options);
    const report::Document document = report::compose(answer);
    const std::string json = report::write_json(document, in, -1, {.series = false, .arguments = false});
    std::vector<std::string> all;
    sentences(Json::parse(json).at("incidents"), "", all);
    ASSERT_GT(all.size(), 50U) << entry.path();
    for (const std::string& sentence : all) {
      const bool own = std::any_of(sentence.begin(), sentence.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
      // A missing input may be named by its own name alone: "work_mem", "CommitLimit"; the why of an absence is a name.
      const bool name = sentence.find(' ') == std::string::npos;
      EXPECT_TRUE(own || name) << entry.path() << ": " << sentence;
    }
    EXPECT_EQ(report::write_text(document, {}, in).find("culprit"), std::string::npos);
    EXPECT_EQ(report::write_markdown(document, in).find("### W"), std::string::npos);
    EXPECT_NE(report::write_html(document, in).find("<html lang=\"zh-CN\">"), std::string::npos);
  }
}

}  // namespace
}  // namespace laststraw
