#include "sandbox/external.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "sandbox/filter.hpp"
#include "sandbox/landlock.hpp"

namespace laststraw::sandbox {

namespace {

constexpr unsigned kSeconds = 60;
constexpr rlim_t kMemory = rlim_t{1} << 30, kOutput = rlim_t{256} << 20, kDescriptors = 32;

void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  ::setrlimit(static_cast<__rlimit_resource>(what), &both);
}

[[noreturn]] void become_sadf(const std::string& path, int output) {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0 || ::dup2(nowhere, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0 || ::dup2(nowhere, STDERR_FILENO) < 0)
    ::_exit(126);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) std::signal(signal, SIG_DFL);
  limit(RLIMIT_CPU, kSeconds);
  limit(RLIMIT_FSIZE, kOutput);
  limit(RLIMIT_NOFILE, kDescriptors);
  limit(RLIMIT_CORE, 0);
  ::alarm(kSeconds);  // one that waits uses no processor
  if (const int abi = landlock_abi(); abi > 0) restrict_writing(abi);
  refuse_writing();
  std::string program = "sadf", option = "-c", file = path;
  std::array<char*, 4> arguments{program.data(), option.data(), file.data(), nullptr};
  limit(RLIMIT_AS, kMemory);  // last: this process may have more already
  ::execvp("sadf", arguments.data());
  ::_exit(127);
}

}  // namespace

int output_of_sadf(const std::string& path) {
  const int output = path.empty() ? -1 : ::memfd_create("sadf", MFD_CLOEXEC);
  const pid_t child = output < 0 ? -1 : ::fork();
  if (child == 0) become_sadf(path, output);
  int status = -1;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 && ::lseek(output, 0, SEEK_END) > 0) return output;
  if (output >= 0) ::close(output);
  return -1;
}

}  // namespace laststraw::sandbox
