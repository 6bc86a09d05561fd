// Threads that help with what one process works on.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace laststraw::scan {

/// Whether one thread more may run; asked from several threads.
class Leave {
 public:
  virtual ~Leave() = default;
  virtual bool take() = 0;        ///< true: one more runs from now on
  virtual bool keep() const = 0;  ///< false: one less should
  virtual void give_back() = 0;
};

/// So many threads, whatever other processes do.
class FixedLeave final : public Leave {
 public:
  explicit FixedLeave(std::size_t threads) : left_(static_cast<std::int64_t>(threads) - 1) {}
  bool take() override {
    if (left_.fetch_sub(1) > 0) return true;
    ++left_;
    return false;
  }
  bool keep() const override { return true; }
  void give_back() override { ++left_; }

 private:
  std::atomic<std::int64_t> left_;
};

/// task(0) .. task(n - 1): by this thread, and by others as long as `leave` gives them. Afterwards no other thread is left. What a task throws
/// (the first of them) is thrown here.
void side_by_side(std::size_t n, const std::function<void(std::size_t)>& task, Leave& leave);

}  // namespace laststraw::scan
