#include "text/say.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace laststraw {
namespace {

const Language& chinese() {
  static const Language kChinese("zh_CN");
  return kChinese;
}

TEST(Say, FillsInEnglishAsItStands) {
  EXPECT_EQ(english()(say("{0} held {1}", "pid 7", mib(3))), "pid 7 held 3.0 MiB");
  EXPECT_EQ(english()(say_count(1, "{0} connection was refused", "{0} connections were refused")), "1 connection was refused");
  EXPECT_EQ(english()(say_count(2, "{0} connection was refused", "{0} connections were refused")), "2 connections were refused");
}

TEST(Say, OneSentenceInTwoLanguages) {
  const Sentence sentence = say("median of the other {0} sessions: {1}", 5, mib(2));
  EXPECT_EQ(english()(sentence), "median of the other 5 sessions: 2.0 MiB");
  EXPECT_EQ(chinese()(sentence), "\u5176\u4ed6 5 \u4e2a\u4f1a\u8bdd\u6301\u6709\u7684\u4e2d\u4f4d\u6570\u4e3a 2.0 MiB");
  EXPECT_EQ(chinese()(say_count(1, "{0} connection was refused", "{0} connections were refused")),
            "1 \u4e2a\u8fde\u63a5\u88ab\u62d2\u7edd");
  EXPECT_EQ(chinese().words("victim"), "\u53d7\u5bb3\u8005");
  EXPECT_EQ(chinese().words("no message of ours"), "no message of ours");
  EXPECT_EQ(chinese().name(), "zh_CN");
}

TEST(Say, ShowsArgumentsAsWhatTheyAre) {
  const auto shown = [](const Argument& argument) { return english()(Sentence(argument)); };
  EXPECT_EQ(shown(Percent{0.444}), "44 %");
  EXPECT_EQ(shown(Bytes{1536}), "1.5 KiB");
  EXPECT_EQ(shown(Identity{Pid{372}, {}, "etl", "shop", "loader"}), "pid 372 (etl@shop, loader)");
  EXPECT_EQ(shown(Identity{std::nullopt, {}, "etl", "shop", "loader"}), "etl@shop (loader)");
  EXPECT_EQ(shown(Identity{Pid{372}, "python3", {}, {}, {}}), "pid 372 (python3)");
  EXPECT_EQ(shown(Identity{Pid{372}, {}, {}, {}, {}}), "pid 372");
  EXPECT_EQ(shown(quoted_statement("select 1")), "\"select 1\"");
  EXPECT_EQ(shown(quoted_statement("")), "");
  EXPECT_EQ(shown(statement_name(std::string(99, 'x') + "\u4f1a")), std::string(99, 'x') + "...") << "never inside a character";
  EXPECT_EQ(shown(ContractWord{"memcg_oom_of_nobody"}), "memcg oom of nobody");
  EXPECT_NE(chinese()(Sentence(ContractWord{"memcg_oom"})), "memcg oom");
  Sentence kernel = in_words("kernel");
  kernel.context = "culprit";
  EXPECT_NE(chinese()(kernel), "kernel");
  kernel.context = "of nothing";
  EXPECT_EQ(chinese()(kernel), "kernel") << "another message of the same words";
}

TEST(Say, NeverReadsAnArgumentAsAPattern) { EXPECT_EQ(english()(say("{0} held {1}", "{1}{9}%s", "{")), "{1}{9}%s held {"); }

TEST(Say, JoinsWithoutNesting) {
  const Sentence both = say("down {0}", "5 s") + ", " + Sentence(mib(1));
  EXPECT_EQ(both.arguments.size(), 3U);
  EXPECT_EQ(english()(both), "down 5 s, 1.0 MiB");
  EXPECT_EQ(english()(joined({"a", "b", "c"}, ", ")), "a, b, c");
  EXPECT_TRUE((Sentence() + Sentence("")).empty());
  Sentence notes;
  add_note(notes, {});
  EXPECT_TRUE(notes.empty());
  add_note(notes, "a"), add_note(notes, "b");
  EXPECT_EQ(english()(notes), "a; b");
}

TEST(Say, SentencesAreEqualWhereTheySayTheSame) {
  EXPECT_EQ(say("{0} held {1}", Pid{7}, mib(3)) == say("{0} held {1}", Pid{7}, mib(3)), true);
  EXPECT_EQ(say("{0} held {1}", Pid{7}, mib(3)) == say("{0} held {1}", 7, mib(3)), false) << "another kind of argument";
  EXPECT_EQ(Sentence(quoted_statement("x")) == Sentence(statement_name("x")), false);
}

TEST(Language, NamesTheLanguagesThereAre) {
  try {
    Language klingon("tlh");
    FAIL() << "there is no Klingon";
  } catch (const std::invalid_argument& error) {
    std::string names;
    for (const std::string_view one : languages()) names += (names.empty() ? "" : ", ") + std::string(one);
    EXPECT_EQ(error.what(), "--lang: there is no 'tlh'; there are " + names);
  }
}

}  // namespace
}  // namespace laststraw
