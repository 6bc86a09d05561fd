#include "input/excerpt.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "input/stream.hpp"

namespace laststraw::input {

namespace {

struct Range { std::size_t from, to; };

/// Merges stretches that touch.
void add(std::vector<Range>& ranges, Range range) {
  if (!ranges.empty() && range.from <= ranges.back().to) ranges.back().to = std::max(ranges.back().to, range.to);
  else ranges.push_back(range);
}

std::size_t line_start(std::string_view bytes, std::size_t at) {
  if (at == 0) return 0;
  const std::size_t newline = bytes.rfind('\n', at - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

std::size_t line_end(std::string_view bytes, std::size_t at) {
  const std::size_t newline = bytes.find('\n', at);
  return newline == std::string_view::npos ? bytes.size() : newline + 1;
}

std::uint32_t count_lines(std::string_view bytes) { return static_cast<std::uint32_t>(std::count(bytes.begin(), bytes.end(), '\n')); }

}  // namespace

Excerpt excerpt_of(const Contents& contents, std::shared_ptr<const void> owner, const Searcher& searcher, const Parallel& parallel) {
  const std::string_view bytes = contents.bytes();
  Excerpt excerpt;
  excerpt.size = bytes.size();
  if (bytes.size() <= kWhole) {
    searcher.search(bytes, [&](std::size_t) { return !(excerpt.triggered = true); });
    excerpt.pieces.push_back({bytes, 0, std::move(owner)});
    return excerpt;
  }
  constexpr std::size_t kStretch = std::size_t{16} << 20;
  const std::size_t stretches = (bytes.size() + kStretch - 1) / kStretch;
  std::vector<std::vector<Range>> hits(stretches);
  parallel(stretches, [&](std::size_t i) {
    const std::size_t from = i * kStretch, start = from - std::min(from, searcher.overlap());
    searcher.search(bytes.substr(start, from - start + kStretch), [&](std::size_t end) {
      const std::size_t at = start + end;
      add(hits[i], {at - std::min(at, kBefore), std::min(bytes.size(), at + kAfter)});
      return true;
    });
  });
  std::vector<Range> ranges;
  for (const std::vector<Range>& found : hits)
    for (const Range& range : found) add(ranges, range);
  excerpt.triggered = !ranges.empty();
  if (ranges.empty()) return excerpt;
  if (ranges.front().from > kHead) ranges.insert(ranges.begin(), Range{0, kHead});

  std::vector<std::size_t> newlines(stretches);
  const std::size_t needed = ranges.back().from / kStretch + 1;
  parallel(needed, [&](std::size_t i) { newlines[i] = count_lines(bytes.substr(i * kStretch, kStretch)); });
  std::size_t counted = 0, lines = 0;
  for (Range& range : ranges) {
    range = {line_start(bytes, range.from), line_end(bytes, std::min(range.to, bytes.size()))};
    for (; (counted + 1) * kStretch <= range.from; ++counted) lines += newlines[counted];
    const std::size_t before = lines + count_lines(bytes.substr(counted * kStretch, range.from - counted * kStretch));
    excerpt.pieces.push_back({bytes.substr(range.from, range.to - range.from), static_cast<std::uint32_t>(before), owner});
  }
  return excerpt;
}

namespace {

/// Unpacks in a thread of its own while the search looks at what came before.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : stream_(open_stream(bytes)), thread_([this] { run(); }) {}
  ~Unpacker() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  /// The next stretch; empty at the end. `note()` says why, where that was not the end of the file.
  std::string next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !full_.empty() || done_; });
    if (full_.empty()) return {};
    std::string stretch = std::move(full_.front());
    full_.pop_front();
    changed_.notify_all();
    return stretch;
  }
  /// Gives a stretch back, so that its memory is used again.
  void reuse(std::string stretch) {
    const std::lock_guard lock(mutex_);
    empty_.push_back(std::move(stretch));
  }
  const std::string& note() const { return note_; }

 private:
  void run() {
    constexpr std::size_t kStretch = std::size_t{1} << 20, kAhead = 4;
    std::string note;
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
        note = error.what();
      }
      const bool last = filled < kStretch || !note.empty();
      stretch.resize(filled);
      const std::lock_guard lock(mutex_);
      if (filled > 0) full_.push_back(std::move(stretch));
      changed_.notify_all();
      if (last) break;
    }
    const std::lock_guard lock(mutex_);
    note_ = note;
    done_ = true;
    changed_.notify_all();
  }

  std::unique_ptr<ByteStream> stream_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> full_, empty_;
  std::string note_;
  bool stop_ = false, done_ = false;
  std::thread thread_;
};

/// Keeps what came last, and what follows a trigger.
class Keeper {
 public:
  explicit Keeper(std::size_t most) : most_(most) {}

  /// `hit`: where in `stretch` the last trigger ends; npos: none.
  void add(std::string_view stretch, std::size_t first_hit, std::size_t last_hit) {
    if (head_.size() < kHead) head_.append(stretch.substr(0, kHead - head_.size()));
    if (first_hit != std::string_view::npos && !open_) open();
    if (open_) {
      const std::size_t wanted = last_hit == std::string_view::npos ? remaining_ : std::max(remaining_, last_hit + kAfter);
      const std::size_t taken = std::min(wanted, stretch.size());
      kept_.append(stretch.substr(0, taken));
      remaining_ = wanted - taken;
      if (taken < stretch.size() || remaining_ == 0) {
        close();
        remember(stretch.substr(taken));
      } else if (kept_.size() >= most_) {
        close();
        full_ = true;
      }
    } else {
      remember(stretch);
    }
  }
  void finish(Excerpt& excerpt, bool read_whole) {
    if (open_) close();
    if (read_whole && pieces_.empty()) pieces_.push_back({0, std::move(recent_)});
    const bool with_head = !pieces_.empty() && pieces_.front().lines_before > 0 && head_.find('\n') != std::string::npos;
    if (with_head) pieces_.push_front({0, head_.substr(0, head_.rfind('\n') + 1)});
    if (pieces_.size() > 1 && with_head && pieces_[1].lines_before < count_lines(pieces_[0].text)) pieces_.pop_front();   // they overlap
    for (Kept& piece : pieces_) {
      auto owned = std::make_shared<const std::string>(std::move(piece.text));
      excerpt.pieces.push_back({*owned, piece.lines_before, owned});
    }
    if (full_) excerpt.note = "more around its incidents than memory allows (--max-memory); the rest was left out";
  }
  bool full() const { return full_; }

 private:
  struct Kept { std::uint32_t lines_before; std::string text; };

  void remember(std::string_view stretch) {
    recent_.append(stretch);
    if (recent_.size() > 2 * kBefore) forget(recent_.size() - kBefore);
  }
  void forget(std::size_t count) {
    const std::size_t end = line_end(recent_, count);        // whole lines go
    lines_ += count_lines(std::string_view(recent_).substr(0, end));
    recent_.erase(0, end);
  }
  void open() {
    if (recent_.size() > kBefore) forget(recent_.size() - kBefore);
    open_ = true;
    start_ = lines_;
    kept_ = std::move(recent_);
    recent_.clear();
    remaining_ = 0;
  }
  void close() {
    open_ = false;
    lines_ = start_ + count_lines(kept_);
    // What was cut within a line goes on in what follows: the line belongs there.
    const std::size_t end = kept_.rfind('\n') == std::string::npos ? 0 : kept_.rfind('\n') + 1;
    recent_ = kept_.substr(end);
    kept_.resize(end);
    size_ += kept_.size();
    if (!kept_.empty()) pieces_.push_back({start_, std::move(kept_)});
    kept_.clear();
    if (size_ >= most_) full_ = true;
  }

  std::size_t most_, size_ = 0, remaining_ = 0;
  std::string head_, recent_, kept_;
  std::deque<Kept> pieces_;
  std::uint32_t lines_ = 0, start_ = 0;     ///< lines before recent_, before kept_
  bool open_ = false, full_ = false;
};

}  // namespace

Excerpt excerpt_of_compressed(std::string_view bytes, const Searcher& searcher, std::size_t most) {
  Excerpt excerpt;
  Unpacker unpacker(bytes);
  Keeper keeper(most);
  std::string tail;                                          // a word may be cut between two stretches
  while (!keeper.full()) {
    std::string stretch = unpacker.next();
    if (stretch.empty()) break;
    excerpt.size += stretch.size();
    std::size_t first = std::string_view::npos, last = std::string_view::npos;
    const auto note = [&](std::size_t end) {
      if (first == std::string_view::npos) first = end;
      last = end;
      return true;
    };
    tail.append(stretch, 0, searcher.overlap());
    searcher.search(tail, [&](std::size_t) { return note(0); });
    searcher.search(stretch, note);
    excerpt.triggered = excerpt.triggered || first != std::string_view::npos;
    keeper.add(stretch, first, last);
    if (stretch.size() >= searcher.overlap()) tail.assign(stretch, stretch.size() - searcher.overlap());
    unpacker.reuse(std::move(stretch));
  }
  excerpt.note = unpacker.note();
  keeper.finish(excerpt, excerpt.size <= kWhole);
  if (!excerpt.triggered && excerpt.size > kWhole) excerpt.pieces.clear();
  return excerpt;
}

}  // namespace laststraw::input
