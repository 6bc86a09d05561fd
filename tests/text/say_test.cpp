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

TEST(Say, DurationsAreSaidByTheirTwoLargestUnits) {
  const auto shown = [](double seconds) { return english()(Sentence(Duration{seconds})); };
  EXPECT_EQ(shown(0), "0.00 s");
  EXPECT_EQ(shown(0.0949), "0.09 s");
  EXPECT_EQ(shown(0.999), "1 s");
  EXPECT_EQ(shown(9.14), "9.1 s");
  EXPECT_EQ(shown(30), "30 s");
  EXPECT_EQ(shown(119.9), "119.9 s");
  EXPECT_EQ(shown(120), "2 min");
  EXPECT_EQ(shown(150.4), "2 min 30 s");
  EXPECT_EQ(shown(3599.9), "60 min");
  EXPECT_EQ(shown(5400), "1 h 30 min");
  EXPECT_EQ(shown(95400), "26 h 30 min");
  EXPECT_EQ(shown(201600), "2 d 8 h");
  EXPECT_EQ(shown(-5), "-5 s");
  EXPECT_EQ(shown(1e300).substr(0, 4), "3843") << "stops at the largest whole number";
  EXPECT_EQ(english()(Sentence(how_long(std::chrono::milliseconds(1500)))), "1.5 s");
  EXPECT_EQ(chinese()(say("memory was recorded every {0}", Duration{150})),
            "\u5185\u5b58\u6bcf 2 \u5206 30 \u79d2\u8bb0\u5f55\u4e00\u6b21");
}

TEST(Say, TimesAreSaidWithTheirZone) {
  const auto shown = [](const PointInTime& when) { return english()(Sentence(when)); };
  EXPECT_EQ(shown({"2026-11-21T03:02:21.554Z"}), "2026-11-21 03:02:21.554 UTC");
  EXPECT_EQ(shown({"2026-11-21T03:02:21.554Z", false}), "2026-11-21 03:02:21.554");
  EXPECT_EQ(shown({"2026-11-21T03:02:21.554"}), "2026-11-21 03:02:21.554") << "its zone is not known";
  EXPECT_EQ(shown({"boot+558.748s"}), "boot+558.748s");
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
