// The program itself: what works on the input is in the sandbox, seen from outside.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sandbox/sandbox.hpp"

namespace laststraw::sandbox {
namespace {

std::string field(pid_t pid, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  return {};
}

std::vector<pid_t> children(pid_t pid) {
  const std::string number = std::to_string(pid);
  std::ifstream list("/proc/" + number + "/task/" + number + "/children");
  std::vector<pid_t> all;
  for (pid_t child = 0; list >> child;) all.push_back(child);
  return all;
}

/// laststraw with standard input that does not end: the processes that wait for it.
class Running {
 public:
  explicit Running(std::vector<std::string> arguments) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[0], STDIN_FILENO);
      const int nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(nowhere, STDOUT_FILENO), ::dup2(nowhere, STDERR_FILENO);
      arguments.insert(arguments.begin(), "laststraw");
      std::vector<char*> argv;
      for (std::string& argument : arguments) argv.push_back(argument.data());
      argv.push_back(nullptr);
      ::execv(LASTSTRAW_BINARY, argv.data());
      ::_exit(127);
    }
    ::close(ends[0]);
    input_ = ends[1];
  }
  ~Running() {
    ::close(input_);
    ::waitpid(pid_, nullptr, 0);
  }
  /// Of a child of it, when there is one inside.
  std::string seccomp_of_child() const {
    for (int tries = 0; tries < 500; ++tries, ::usleep(10000))
      for (const pid_t child : children(pid_))
        if (field(child, "Seccomp") == "2" && field(child, "NoNewPrivs") == "1") return "2";
    return "none";
  }
  std::string seccomp() const { return field(pid_, "Seccomp"); }

 private:
  pid_t pid_ = -1;
  int input_ = -1;
};

TEST(Program, AnalyzesInTheSandbox) {
  if (!available().seccomp || field(::getpid(), "Seccomp").empty()) GTEST_SKIP() << "no seccomp here";
  const Running analyze({"analyze", "-"});
  EXPECT_EQ(analyze.seccomp_of_child(), "2");
}

TEST(Program, ScansInTheSandbox) {
  if (!available().seccomp || field(::getpid(), "Seccomp").empty()) GTEST_SKIP() << "no seccomp here";
  const Running scan({"scan", "-j1", "-"});
  EXPECT_EQ(scan.seccomp_of_child(), "2");
  EXPECT_EQ(scan.seccomp(), "2") << "who puts out starts no programs";
}

}  // namespace
}  // namespace laststraw::sandbox
