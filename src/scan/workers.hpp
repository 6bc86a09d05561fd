// Processes that each work on one thing at a time, so that what one of them does to itself ends nothing else.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scan/threads.hpp"

namespace laststraw::scan {

/// What a worker shows the others while it works; in memory that all of them share.
struct Slot {
  std::atomic<std::uint64_t> bytes{0}, files{0};  ///< searched of what it works on
  std::atomic<int> threads{0};                    ///< running: 0 while it waits
};

/// The slots of all workers.
class Board {
 public:
  explicit Board(std::size_t workers);
  ~Board();
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;
  Slot& operator[](std::size_t worker) const { return slots_[worker]; }
  std::size_t size() const { return size_; }
  int threads() const;

 private:
  Slot* slots_;
  std::size_t size_;
};

/// As many threads in all workers together as there are workers: who waits leaves its own to the others.
class SharedLeave final : public Leave {
 public:
  SharedLeave(const Board& board, Slot& mine) : board_(board), mine_(mine) {}
  bool take() override;
  bool keep() const override { return board_.threads() <= static_cast<int>(board_.size()); }
  void give_back() override { --mine_.threads; }

 private:
  const Board& board_;
  Slot& mine_;
};

/// Forked from this process, which must have no other thread then: they have what it has at that moment, and share no memory with it afterwards
/// but the board. A worker that dies is replaced.
class Workers {
 public:
  struct Calls {
    /// In a worker: the answer to what was asked. Should throw nothing; what it throws ends the worker.
    std::function<std::string(std::uint64_t number, bool flag, std::size_t worker)> work;
    /// The next thing to ask for; nothing: not now, or no more.
    std::function<std::optional<std::pair<std::uint64_t, bool>>()> next;
    std::function<void(std::uint64_t number, std::string answer)> answered;
    /// The worker is gone, and why: "signal 11 (Segmentation fault)".
    std::function<void(std::uint64_t number, const std::string& why)> died;
    /// Now and then while all work.
    std::function<void()> meanwhile;
    /// Files and folders that a worker may open; it is in the sandbox and can write none.
    std::vector<std::string> readable = {};
  };

  explicit Workers(const Board& board) : board_(board), workers_(board.size()) {}
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Until there is nothing more to ask for and all is answered. Throws std::runtime_error where no process can be started.
  void run(const Calls& calls);

 private:
  struct Worker {
    pid_t pid = -1;
    int fd = -1;
    std::optional<std::uint64_t> asked;
    std::string coming;  ///< of its answer, so far
  };
  bool start(std::size_t i, const Calls& calls);
  [[noreturn]] void serve(std::size_t i, int fd, const Calls& calls) const;
  void ask_all(const Calls& calls);
  void wait(const Calls& calls);
  void hear(std::size_t i, const Calls& calls);
  void bury(std::size_t i, const Calls& calls);
  bool any_works() const;
  void dismiss();

  const Board& board_;
  std::vector<Worker> workers_;
  std::optional<std::pair<std::uint64_t, bool>> next_;  ///< to be asked for
  std::vector<char> buffer_ = std::vector<char>(std::size_t{256} << 10);
};

}  // namespace laststraw::scan
