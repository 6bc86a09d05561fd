#include "sandbox/confined.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "sandbox/broker.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/socket.hpp"

namespace laststraw::sandbox {

namespace {

/// No report is longer.
constexpr std::uint64_t kLongest = std::uint64_t{1} << 32;

struct Head {
  std::uint64_t place = 0, text = 0;  ///< their sizes
};

void hand_out(const Socket& parent, const std::string& place, const std::string& text) {
  char done = 0;
  const bool good = parent.send(Head{place.size(), text.size()}) && parent.send(place.data(), place.size()) &&
                    parent.send(text.data(), text.size()) && parent.receive(done);
  if (!good) ::_exit(1);  // who asked is gone, or could not put it out and says so
}

/// One text; false at the end.
bool take(const Socket& child, const PutOut& put_out) {
  Head head;
  if (!child.receive(head)) return false;
  if (head.place > kLongest || head.text > kLongest) throw std::runtime_error("its answer came torn");
  std::string place(head.place, '\0'), text(head.text, '\0');
  if (!child.receive(place.data(), place.size()) || !child.receive(text.data(), text.size())) return false;
  put_out(place, text);
  return child.send('\1');
}

[[noreturn]] void become_child(pid_t parent, const Socket& out, const std::vector<std::string>& readable,
                               const std::function<int(const PutOut&)>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  start_broker();
  enter(readable);
  const int status = work([&](const std::string& place, const std::string& text) { hand_out(out, place, text); });
  leave(status);
}

int ended(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::string why_ended(int status) {
  if (!WIFSIGNALED(status)) return "exit status " + std::to_string(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  return "signal " + std::to_string(signal) +
         (signal == SIGKILL ? " (killed, for want of memory perhaps)" : " (" + std::string(::strsignal(signal)) + ")");
}

int confined(const std::vector<std::string>& readable, const std::function<int(const PutOut&)>& work, const PutOut& put_out) {
  std::fflush(nullptr);  // or it would be written twice
  auto [ours, theirs] = socket_pair();
  const pid_t parent = ::getpid(), child = ::fork();
  if (child < 0) throw std::runtime_error(std::string("no process can be started: ") + std::strerror(errno));
  if (child == 0) {
    ours = Socket();
    become_child(parent, theirs, readable, work);
  }
  theirs = Socket();
  try {
    while (take(ours, put_out)) {
    }
  } catch (...) {
    ::kill(child, SIGKILL);
    ended(child);
    throw;
  }
  const int status = ended(child);
  if (!WIFEXITED(status)) throw std::runtime_error("the program failed on these inputs (" + why_ended(status) + "); please report it");
  return WEXITSTATUS(status);
}

}  // namespace laststraw::sandbox
