#include "scan/threads.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace laststraw::scan {

namespace {

/// What is done sooner than this is not worth a thread.
constexpr std::chrono::milliseconds kWorthAThread{1};

class Tasks {
 public:
  Tasks(std::size_t n, const std::function<void(std::size_t)>& task) : n_(n), task_(task) {}
  bool some_left() const { return next_ < n_; }
  /// False where there was none left.
  bool do_one() {
    const std::size_t i = next_++;
    if (i >= n_) return false;
    try {
      task_(i);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!thrown_) thrown_ = std::current_exception();
      next_ = n_;
    }
    return true;
  }
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  const std::size_t n_;
  const std::function<void(std::size_t)>& task_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::exception_ptr thrown_;
};

}  // namespace

void side_by_side(std::size_t n, const std::function<void(std::size_t)>& task, Leave& leave) {
  Tasks tasks(n, task);
  const auto help = [&] {
    while (leave.keep() && tasks.do_one()) {
    }
    leave.give_back();
  };
  std::vector<std::jthread> helpers;
  const auto began = std::chrono::steady_clock::now();
  // Leave is asked for again before each task: others may have finished meanwhile.
  while (tasks.do_one()) {
    if (n == 1 || std::chrono::steady_clock::now() - began < kWorthAThread) continue;
    while (tasks.some_left() && leave.take()) {
      try {
        helpers.emplace_back(help);
      } catch (const std::system_error&) {  // no more threads (ulimit -u): this one does it all
        leave.give_back();
        break;
      }
    }
  }
  helpers.clear();  // joined
  tasks.rethrow();
}

}  // namespace laststraw::scan
