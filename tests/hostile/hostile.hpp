// Running the program on hostile input, within limits.
#pragma once

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "support/samples.hpp"

namespace laststraw::test {

/// The sizes of docs/HOSTILE.md, or a hundredth of them: the tests run under sanitizers on every commit.
inline bool full_size() { return std::getenv("LASTSTRAW_FULL") != nullptr; }

/// A folder of a test's own, empty.
inline std::filesystem::path fresh(const char* name) {
  const std::filesystem::path folder = scratch() / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

inline void put(const std::filesystem::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

struct Ran {
  int status = -1;  ///< exit status; -signal where it was killed by one
  std::string out, err;
  long peak_kib = 0;
};

/// Runs laststraw; `before` is called in the child, to set limits.
inline Ran run(
    std::vector<std::string> arguments, const std::function<void()>& before = [] {}) {
  const std::filesystem::path out = scratch() / "stdout", err = scratch() / "stderr";
  arguments.insert(arguments.begin(), "laststraw");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    if (!std::freopen(out.c_str(), "w", stdout) || !std::freopen(err.c_str(), "w", stderr)) ::_exit(126);
    before();
    ::execv(LASTSTRAW_BINARY, argv.data());
    ::_exit(127);
  }
  Ran ran;
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  ran.out = slurp(out);
  ran.err = slurp(err);
  ran.peak_kib = usage.ru_maxrss;
  return ran;
}

inline std::string sample_log() { return slurp(samples_dir() / "system_log" / "global-6.12-dmesg.log"); }
inline bool says_culprit(const Ran& ran) {
  return ran.status == 0 && ran.out.find("One session is the culprit: pid 372") != std::string::npos;
}

}  // namespace laststraw::test
