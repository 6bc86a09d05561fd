#include "scan/workers.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <stdexcept>

#include "sandbox/broker.hpp"
#include "sandbox/confined.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/socket.hpp"

namespace laststraw::scan {

namespace {

/// An answer longer than this is none that anybody could use.
constexpr std::uint64_t kLongest = std::uint64_t{1} << 30;
constexpr int kMeanwhileEveryMs = 100;

struct Request {
  std::uint64_t number = 0, flag = 0;
};

}  // namespace

Board::Board(std::size_t workers) : size_(workers) {
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<int>::is_always_lock_free, "a lock would not be shared");
  void* const memory = ::mmap(nullptr, workers * sizeof(Slot), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  slots_ = static_cast<Slot*>(memory);
  for (std::size_t i = 0; i < size_; ++i) new (slots_ + i) Slot;
}

Board::~Board() { ::munmap(slots_, size_ * sizeof(Slot)); }

int Board::threads() const {
  int running = 0;
  for (std::size_t i = 0; i < size_; ++i) running += slots_[i].threads;
  return running;
}

bool SharedLeave::take() {
  if (board_.threads() >= static_cast<int>(board_.size())) return false;
  ++mine_.threads;
  return true;
}

Workers::~Workers() { dismiss(); }

void Workers::dismiss() {
  for (Worker& worker : workers_) {
    if (worker.pid < 0) continue;
    ::close(worker.fd);  // one that waits ends by itself
    if (worker.asked) ::kill(worker.pid, SIGKILL);
  }
  for (Worker& worker : workers_) {
    while (worker.pid >= 0 && ::waitpid(worker.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    worker = {};
  }
}

bool Workers::start(std::size_t i, const Calls& calls) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  const pid_t parent = ::getpid(), pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    // Ctrl-C goes to all of the terminal's processes: what is under way is finished, and the parent asks for nothing more.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_IGN);
    ::close(ends[0]);
    for (const Worker& other : workers_)
      if (other.fd >= 0) ::close(other.fd);
    sandbox::start_broker();
    sandbox::enter(calls.readable);
    serve(i, ends[1], calls);
  }
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return false;
  }
  workers_[i] = {pid, ends[0], std::nullopt, {}};
  return true;
}

void Workers::serve(std::size_t i, int fd, const Calls& calls) const {
  Request request;
  while (sandbox::receive_all(fd, &request, sizeof request)) {
    std::string answer(sizeof(std::uint64_t), '\0');
    answer += calls.work(request.number, request.flag != 0, i);
    const std::uint64_t size = answer.size() - sizeof(std::uint64_t);
    if (size > kLongest) std::abort();
    std::memcpy(answer.data(), &size, sizeof size);
    board_[i].threads = 0;
    if (!sandbox::send_all(fd, answer.data(), answer.size())) break;
  }
  sandbox::leave(0);
}

void Workers::ask_all(const Calls& calls) {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = workers_[i];
    if (worker.asked) continue;
    if (!next_) next_ = calls.next();
    if (!next_) return;
    if (worker.pid < 0 && !start(i, calls)) {
      if (any_works()) return;  // fewer will do (ulimit -u)
      throw std::runtime_error(std::string("no process can be started: ") + std::strerror(errno));
    }
    Slot& slot = board_[i];
    slot.bytes = slot.files = 0;
    slot.threads = 1;
    worker.asked = next_->first;
    const Request request{next_->first, next_->second ? 1U : 0U};
    next_.reset();
    sandbox::send_all(worker.fd, &request, sizeof request);  // one that died while it waited is found out when it is heard
  }
}

bool Workers::any_works() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.asked.has_value(); });
}

void Workers::hear(std::size_t i, const Calls& calls) {
  Worker& worker = workers_[i];
  const ssize_t got = ::recv(worker.fd, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) return bury(i, calls);
  worker.coming.append(buffer_.data(), static_cast<std::size_t>(got));
  std::uint64_t size = 0;
  if (worker.coming.size() < sizeof size) return;
  std::memcpy(&size, worker.coming.data(), sizeof size);
  if (worker.coming.size() < sizeof size + size) return;
  const std::uint64_t number = *worker.asked;
  std::string answer = std::move(worker.coming);
  answer.erase(0, sizeof size);
  worker.asked.reset();
  worker.coming.clear();
  calls.answered(number, std::move(answer));
}

void Workers::bury(std::size_t i, const Calls& calls) {
  Worker& worker = workers_[i];
  int status = 0;
  while (::waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
  }
  ::close(worker.fd);
  const auto asked = worker.asked;
  worker = {};
  board_[i].threads = 0;
  if (asked) calls.died(*asked, sandbox::why_ended(status));
}

void Workers::wait(const Calls& calls) {
  std::vector<pollfd> fds;
  std::vector<std::size_t> whose;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (!workers_[i].asked) continue;
    fds.push_back({workers_[i].fd, POLLIN, 0});
    whose.push_back(i);
  }
  const int ready = ::poll(fds.data(), fds.size(), kMeanwhileEveryMs);
  for (std::size_t k = 0; ready > 0 && k < fds.size(); ++k)
    if (fds[k].revents != 0) hear(whose[k], calls);
  calls.meanwhile();
}

void Workers::run(const Calls& calls) {
  while (true) {
    ask_all(calls);
    if (!any_works()) break;
    wait(calls);
  }
  dismiss();
}

}  // namespace laststraw::scan
