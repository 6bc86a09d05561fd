// The file of --resume, whole and damaged.
#include "scan/state.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "support/samples.hpp"

namespace laststraw::scan {
namespace {

namespace fs = std::filesystem;

Answer answer(std::vector<std::string> incidents) {
  Answer one;
  one.incidents = std::move(incidents);
  return one;
}

/// Three cases, the first with an incident, the second with a problem.
std::string made(const fs::path& path) {
  fs::remove(path);
  State state(path.string());
  state.add("a", 1, answer({R"({"x":"100 %"})"}));
  Answer damaged = answer({});
  damaged.problems = {{"b/dmesg.gz", "cut off\n\tin the middle"}};
  damaged.refused = 2;
  state.add("b", 2, damaged);
  state.add("c\xff\t%25\n", 3, answer({"1", "2"}));
  state.flush();
  return test::slurp(path);
}

void put(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

/// Nothing but what was remembered, or nothing.
void expect_nothing_false(const State& state) {
  if (const auto a = state.known("a", 1)) {
    EXPECT_EQ(a->incidents, std::vector<std::string>{R"({"x":"100 %"})"});
  }
  if (const auto b = state.known("b", 2)) {
    ASSERT_EQ(b->problems.size(), 1U);
    EXPECT_EQ(b->problems[0].why, "cut off\n\tin the middle");
    EXPECT_EQ(b->refused, 2U);
  }
  if (const auto c = state.known("c\xff\t%25\n", 3)) {
    EXPECT_EQ(c->incidents, (std::vector<std::string>{"1", "2"}));
  }
}

TEST(State, KeepsIncidentsProblemsAndNamesOfAnyBytes) {
  const fs::path path = test::scratch() / "whole-state";
  made(path);
  const State state(path.string());
  EXPECT_TRUE(state.known("a", 1) && state.known("b", 2) && state.known("c\xff\t%25\n", 3));
  EXPECT_FALSE(state.known("a", 3)) << "it has changed";
  expect_nothing_false(state);
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST(State, CutAnywhereIsWhatWasWholeBefore) {
  const fs::path path = test::scratch() / "cut-state";
  const std::string whole = made(path);
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    put(path, whole.substr(0, size));
    {
      State state(path.string());
      EXPECT_EQ(state.damaged(), 0U);
      expect_nothing_false(state);
      EXPECT_EQ(state.has("c\xff\t%25\n", 3), size == whole.size());
      state.add("d", 4, answer({}));
      state.flush();
    }
    EXPECT_TRUE(State(path.string()).known("d", 4));
  }
}

TEST(State, NoFlippedBitIsBelieved) {
  const fs::path path = test::scratch() / "flipped-state";
  const std::string whole = made(path);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int bit : {0, 3, 6}) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << bit));
      put(path, flipped);
      {
        State state(path.string());
        expect_nothing_false(state);
        const int left = state.has("a", 1) + state.has("b", 2) + state.has("c\xff\t%25\n", 3);
        EXPECT_GE(left, 1) << "one flipped bit costs two records at most";
        EXPECT_TRUE(left == 3 || state.damaged() > 0 || at + 1 == whole.size()) << "at " << at << ": it is said";
        state.add("d", 4, answer({}));
        state.flush();
      }
      EXPECT_TRUE(State(path.string()).known("d", 4));
    }
}

TEST(State, ABlockOfZerosCostsWhatWasThere) {
  const fs::path path = test::scratch() / "zeros-state";
  std::string zeros = made(path);
  const std::size_t second = zeros.find("done\t2");
  zeros.replace(second, 20, std::string(20, '\0'));
  put(path, zeros);
  const State state(path.string());
  EXPECT_TRUE(state.has("a", 1));
  EXPECT_FALSE(state.has("b", 2));
  EXPECT_TRUE(state.has("c\xff\t%25\n", 3));
  EXPECT_EQ(state.damaged(), 1U);
}

/// A checksum is no signature: who made the file may have written any number.
TEST(State, ACountThatIsNotThereIsNoAnswer) {
  const fs::path path = test::scratch() / "counted-state";
  put(path, "laststraw state 2\n1656c6f7 done\t1\ta\t0\t18446744073709551615\tx\ty\n");
  EXPECT_FALSE(State(path.string()).known("a", 1));
}

TEST(State, OthersFilesAreRefused) {
  const fs::path path = test::scratch() / "no-state";
  for (const char* text : {"something else\n", "{\"laststraw_state\":1}\n", "{}"}) {
    put(path, text);
    EXPECT_THROW(State(path.string()), std::runtime_error);
    EXPECT_EQ(test::slurp(path), text) << "and left as they are";
  }
  EXPECT_THROW(State("/dev/zero"), std::runtime_error);
}

TEST(State, IsOfOneProcessAtATime) {
  const fs::path path = test::scratch() / "shared-state";
  made(path);
  const State mine(path.string());
  const pid_t child = ::fork();
  if (child == 0) {
    std::string why;
    try {
      State second(path.string());
    } catch (const std::runtime_error& error) {
      why = error.what();
    }
    ::_exit(why.find("in use by process " + std::to_string(::getppid())) != std::string::npos ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0) << "the second is told who has it";
}

TEST(State, CountsWhatEndedWhileACaseWasUnderWay) {
  const fs::path path = test::scratch() / "under-way-state";
  fs::remove(path);
  for (const std::uint64_t before : {0U, 1U, 2U}) {
    State state(path.string());
    EXPECT_EQ(state.unfinished("a", 1), before);
    EXPECT_EQ(state.unfinished("a", 2), 0U) << "a changed case begins anew";
    state.begin("a", 1);
  }
  {
    State state(path.string());
    state.passed_over("a", 1);
    state.died("b", 1);
    state.begin("b", 1);
    state.died("b", 1);
    state.flush();
  }
  const State state(path.string());
  EXPECT_EQ(state.unfinished("a", 1), 0U);
  EXPECT_EQ(state.deaths("b", 1), 2U);
}

}  // namespace
}  // namespace laststraw::scan
