#include "sandbox/confined.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "sandbox/broker.hpp"
#include "sandbox/sandbox.hpp"

namespace laststraw::sandbox {
namespace {

namespace fs = std::filesystem;

using Texts = std::vector<std::pair<std::string, std::string>>;

TEST(Confined, TextsArePutOutInTurnAndTheStatusComesBack) {
  Texts texts;
  const std::string large(std::size_t{3} << 20, 'x');
  const int status = confined(
      {},
      [&](const PutOut& put_out) {
        put_out("a", "first");
        put_out("", large);
        put_out("b", "");
        return 3;
      },
      [&](const std::string& place, const std::string& text) { texts.emplace_back(place, text); });
  EXPECT_EQ(status, 3);
  EXPECT_EQ(texts, (Texts{{"a", "first"}, {"", large}, {"b", ""}}));
}

TEST(Confined, WhatCannotBePutOutEndsTheWork) {
  int asked = 0;
  const auto work = [](const PutOut& put_out) {
    for (int i = 0; i < 5; ++i) put_out("full", "text");
    return 0;
  };
  const auto put_out = [&](const std::string&, const std::string&) {
    if (++asked == 2) throw std::runtime_error("no space left");
  };
  EXPECT_THROW(confined({}, work, put_out), std::runtime_error);
  EXPECT_EQ(asked, 2);
}

TEST(Confined, ADeathIsSaid) {
  const auto dies = [](const PutOut&) -> int {
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
    return 0;
  };
  try {
    confined({}, dies, [](const std::string&, const std::string&) {});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "the program failed on these inputs (signal 11 (Segmentation fault)); please report it");
  }
}

/// Files of the broker in /dev/shm, of all processes.
int named_files() {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/dev/shm")) count += entry.path().filename().string().starts_with("laststraw-") ? 1 : 0;
  return count;
}

TEST(Broker, GivesAFileWithANameAndTakesItBack) {
  if (::access("/dev/shm", W_OK) != 0) GTEST_SKIP() << "no /dev/shm here";
  const int before = named_files();
  Texts texts;
  confined(
      {},
      [](const PutOut& put_out) {
        const NamedCopy copy("text");
        put_out("here", "");
        std::string text(4, ' ');
        const bool read = copy.fd() >= 0 && ::pread(copy.fd(), text.data(), text.size(), 0) == 4;
        put_out(text, read ? "read" : "not read");
        return 0;
      },
      [&](const std::string& place, const std::string& text) {
        if (place == "here") {
          EXPECT_EQ(named_files(), before + 1);
        }
        texts.emplace_back(place, text);
      });
  EXPECT_EQ(texts.back(), (std::pair<std::string, std::string>{"text", "read"}));
  EXPECT_EQ(named_files(), before);
}

TEST(Broker, LeavesNoFileWhenWhoAskedIsKilled) {
  if (::access("/dev/shm", W_OK) != 0) GTEST_SKIP() << "no /dev/shm here";
  const int before = named_files();
  const auto dies = [](const PutOut&) -> int {
    const NamedCopy copy("text");
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
    return copy.fd();
  };
  EXPECT_THROW(confined({}, dies, [](const std::string&, const std::string&) {}), std::runtime_error);
  for (int tries = 0; tries < 100 && named_files() > before; ++tries) ::usleep(10000);  // it sees the end of the socket
  EXPECT_EQ(named_files(), before);
}

/// A stand-in that tries to do harm, then prints.
class Sadf : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    path_ = std::getenv("PATH");
    ::setenv("PATH", (folder_.string() + ":" + path_).c_str(), 1);
  }
  void TearDown() override {
    allow_external(false);
    ::setenv("PATH", path_.c_str(), 1);
    fs::remove_all(folder_);
  }
  void is(const std::string& script) const {
    const fs::path file = folder_ / "sadf";
    std::ofstream(file) << "#!/bin/sh\n" << script;
    fs::permissions(file, fs::perms::owner_all);
  }
  std::string run() const {
    std::string said;
    confined(
        {},
        [](const PutOut& put_out) {
          put_out("", run_sadf("the bytes").value_or("nothing"));
          return 0;
        },
        [&](const std::string&, const std::string& text) { said = text; });
    return said;
  }
  const fs::path folder_ = fs::temp_directory_path() / ("laststraw-sadf-" + std::to_string(::getpid()));
  std::string path_;
};

TEST_F(Sadf, IsStartedOnlyWhereItWasAllowed) {
  is("read -r line < \"$2\"; echo \"$1 $line\"\n");
  EXPECT_EQ(run(), "nothing");
  allow_external(true);
  EXPECT_EQ(run(), "-c the bytes\n");
}

TEST_F(Sadf, WritesNoFileAndStartsNoProgram) {
  if (!available().seccomp) GTEST_SKIP() << "no seccomp here";
  allow_external(true);
  is("( echo x > '" + (folder_ / "written").string() + "' ) 2>/dev/null\n/bin/echo started\necho end\n");
  EXPECT_EQ(run(), "nothing") << "a shell that cannot fork ends with an error";
  is("echo x > '" + (folder_ / "written").string() + "' || :\necho end\n");
  run();
  EXPECT_FALSE(fs::exists(folder_ / "written"));
}

TEST_F(Sadf, FailsWithWhatItPrintedLost) {
  allow_external(true);
  is("echo half\nexit 1\n");
  EXPECT_EQ(run(), "nothing");
  is("while :; do echo 0123456789012345678901234567890123456789012345678901234567890123456789; done\n");
  EXPECT_EQ(run(), "nothing") << "256 MiB are enough";
}

}  // namespace
}  // namespace laststraw::sandbox
