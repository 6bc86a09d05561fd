// A compressed file's stretches, unpacked ahead of who searches them.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "input/stream.hpp"

namespace laststraw::input {

/// Unpacks in a thread of its own while the search looks at what came before.
class Unpacker {
 public:
  explicit Unpacker(const FileReader& packed) : stream_(open_stream(packed)), thread_([this] { run(); }) {}
  ~Unpacker() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  struct Stretch {
    std::string bytes;
    std::uint64_t packed = 0;
  };  ///< `packed`: bytes read for it and all before

  /// The next stretch; empty at the end. `note()` says why, where that was not the end of the file.
  Stretch next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !full_.empty() || done_; });
    if (full_.empty()) return {};
    Stretch stretch = std::move(full_.front());
    full_.pop_front();
    changed_.notify_all();
    return stretch;
  }
  /// Gives a stretch back, so that its memory is used again.
  void reuse(std::string stretch) {
    const std::lock_guard lock(mutex_);
    empty_.push_back(std::move(stretch));
  }
  Sentence note() {
    const std::lock_guard lock(mutex_);  // it may still be unpacking: the search can end before
    return note_;
  }

 private:
  void run() {
    constexpr std::size_t kStretch = std::size_t{1} << 20, kAhead = 4;
    Sentence note;
    while (stream_) {
      std::string stretch;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return full_.size() < kAhead || stop_; });
        if (stop_) break;
        if (!empty_.empty()) {
          stretch = std::move(empty_.back());
          empty_.pop_back();
        }
      }
      stretch.resize(kStretch);
      std::size_t filled = 0;
      try {
        while (filled < kStretch) {
          const std::size_t got = stream_->read(stretch.data() + filled, kStretch - filled);
          if (got == 0) break;
          filled += got;
        }
      } catch (const InputError& error) {
        note = error.why;
      }
      const bool last = filled < kStretch || !note.empty();
      stretch.resize(filled);
      const std::lock_guard lock(mutex_);
      if (filled > 0) full_.push_back({std::move(stretch), stream_->packed()});
      changed_.notify_all();
      if (last) break;
    }
    const std::lock_guard lock(mutex_);
    const Sentence passed_over = stream_ ? stream_->note() : Sentence();
    note_ = note;
    add_note(note_, passed_over);
    done_ = true;
    changed_.notify_all();
  }

  std::unique_ptr<ByteStream> stream_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Stretch> full_;
  std::deque<std::string> empty_;
  Sentence note_;
  bool stop_ = false, done_ = false;
  std::thread thread_;
};

}  // namespace laststraw::input
