#include "sysstat_file/convert.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "support/named_copy.hpp"

namespace laststraw::sysstat {

namespace {

constexpr std::size_t kMost = std::size_t{1} << 30;

/// Standard output of `sadf -c path`; standard error goes nowhere.
std::optional<std::string> run_sadf(const std::string& path) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = "sadf", option = "-c", file = path;
  std::array<char*, 4> arguments{program.data(), option.data(), file.data(), nullptr};
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, "sadf", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string converted;
  std::array<char, 65536> chunk{};
  while (error == 0 && converted.size() < kMost) {
    const ssize_t got = ::read(ends[0], chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    converted.append(chunk.data(), static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  if (error != 0) return std::nullopt;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || converted.empty()) return std::nullopt;
  return converted;
}

}  // namespace

std::optional<std::string> convert(std::string_view bytes) {
  const support::NamedCopy copy(bytes);
  return copy.fd() < 0 ? std::nullopt : run_sadf(copy.path());
}

}  // namespace laststraw::sysstat
