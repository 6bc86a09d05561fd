#include "text/say.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace laststraw {
namespace {

class Say : public ::testing::Test {
 protected:
  ~Say() override { speak("en"); }
};

TEST_F(Say, FillsInEnglishAsItStands) {
  EXPECT_EQ(say("{0} held {1}", "pid 7", std::string("3 MiB")), "pid 7 held 3 MiB");
  EXPECT_EQ(say_count(1, "{0} connection was refused", "{0} connections were refused"), "1 connection was refused");
  EXPECT_EQ(say_count(2, "{0} connection was refused", "{0} connections were refused"), "2 connections were refused");
}

TEST_F(Say, ChoosesALanguage) {
  speak("zh_CN");
  EXPECT_EQ(language(), "zh_CN");
  EXPECT_EQ(translated("victim"), "\u53d7\u5bb3\u8005");
  EXPECT_EQ(translated("no message of ours"), "no message of ours");
  speak("en");
  EXPECT_EQ(translated("victim"), "victim");
}

TEST_F(Say, NeverReadsAnArgumentAsAPattern) { EXPECT_EQ(say("{0} held {1}", "{1}{9}%s", "{"), "{1}{9}%s held {"); }

TEST_F(Say, NamesTheLanguagesThereAre) {
  try {
    speak("tlh");
    FAIL() << "there is no Klingon";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "--lang: there is no 'tlh'; there are en, zh_CN");
  }
  EXPECT_EQ(language(), "en");
}

}  // namespace
}  // namespace laststraw
