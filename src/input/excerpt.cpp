#include "input/excerpt.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>

#include "input/archive.hpp"
#include "input/codec.hpp"
#include "input/unpacker.hpp"

namespace laststraw::input {

namespace {

constexpr const char* kShorter = message("became shorter while it was read");
constexpr const char* kTooMuch = message("more around its incidents than memory allows (--max-memory); the rest was left out");

struct Range {
  std::size_t from, to;
};

/// Merges stretches that touch.
void add(std::vector<Range>& ranges, Range range) {
  if (ranges.empty() || range.from > ranges.back().to) return ranges.push_back(range);
  ranges.back() = {std::min(ranges.back().from, range.from), std::max(ranges.back().to, range.to)};
}

/// Sixteen bytes at a time: std::count goes byte by byte at -O2, memchr stops at each line.
std::uint32_t count_newlines(std::string_view bytes) {
  using Bytes16 = std::uint8_t __attribute__((vector_size(16)));
  const Bytes16 newline = Bytes16{} + static_cast<std::uint8_t>('\n');
  std::uint32_t lines = 0;
  while (bytes.size() >= sizeof(Bytes16)) {
    Bytes16 sums{};
    const std::size_t steps = std::min<std::size_t>(255, bytes.size() / sizeof(Bytes16));  // a sum of bytes holds no more
    for (std::size_t i = 0; i < steps; ++i) {
      Bytes16 next;
      std::memcpy(&next, bytes.data() + i * sizeof next, sizeof next);
      sums -= reinterpret_cast<Bytes16>(next == newline);
    }
    for (std::size_t i = 0; i < sizeof sums; ++i) lines += sums[i];
    bytes.remove_prefix(steps * sizeof(Bytes16));
  }
  return lines + static_cast<std::uint32_t>(std::count(bytes.begin(), bytes.end(), '\n'));
}

/// Read by pieces, not mapped: what the kernel has just copied is in the processor's cache when it is searched, and the faults of a mapping
/// cost more than the copy does.
Excerpt excerpt_of_large(const FileReader& reader, bool other_language, const TriggerSearch& search, std::size_t most,
                         const Parallel& parallel, const OnRead& read) {
  constexpr std::size_t kStretch = std::size_t{16} << 20, kBlock = std::size_t{512} << 10, kMargin = TriggerSearch::kContext;
  Excerpt excerpt;
  const std::size_t size = excerpt.size = reader.size();
  const std::size_t stretches = (size + kStretch - 1) / kStretch;
  std::vector<std::vector<Range>> hits(stretches);
  std::vector<std::uint32_t> newlines((size + kBlock - 1) / kBlock);  // of each block
  std::atomic<bool> shorter{false};
  parallel(stretches, [&](std::size_t i) {
    thread_local std::string buffer;
    const std::size_t end = std::min(size, (i + 1) * kStretch);
    const std::size_t data = reader.next_data(i * kStretch) / kBlock * kBlock;
    for (std::size_t from = std::max(i * kStretch, data); from < end; from += kBlock) {
      const std::size_t to = std::min(end, from + kBlock), start = from - std::min(from, kMargin);
      reader.read(start, std::min(size, to + kMargin) - start, buffer);
      if (buffer.size() < to - start) shorter = true;  // copytruncate, while we read
      if (buffer.size() <= from - start) break;
      const std::string_view block = std::string_view(buffer).substr(from - start, to - from);
      newlines[from / kBlock] = count_newlines(block);
      search.search(buffer, from - start, from - start + block.size(), other_language, [&](std::size_t found) {
        const std::size_t at = start + found;
        add(hits[i], {at - std::min(at, kBefore), std::min(size, at + kAfter)});
        return true;
      });
    }
    read(end - i * kStretch);
  });
  std::vector<Range> ranges;
  for (const std::vector<Range>& found : hits)
    for (const Range& range : found) add(ranges, range);
  excerpt.triggered = !ranges.empty();
  if (shorter) excerpt.note = in_words(kShorter);
  if (ranges.empty()) return excerpt;
  if (ranges.front().from > kHead) ranges.insert(ranges.begin(), Range{0, kHead});

  std::size_t counted = 0, lines = 0;
  std::string before;
  std::size_t kept = 0;
  for (Range range : ranges) {
    if (range.to - range.from > most - kept) {
      excerpt.note = in_words(kTooMuch);
      range.to = range.from + (most - kept);
    }
    kept += range.to - range.from;
    auto text = std::make_shared<std::string>();
    reader.read(range.from, range.to - range.from, *text);
    if (text->size() < range.to - range.from) excerpt.note = in_words(kShorter);
    if (text->empty()) continue;
    // From the beginning of a line to the end of one.
    const std::size_t first = range.from == 0 ? 0 : std::min(text->find('\n'), text->size() - 1) + 1;
    const std::size_t last = range.to >= size                         ? text->size()
                             : text->rfind('\n') == std::string::npos ? text->size()
                                                                      : text->rfind('\n') + 1;
    if (first >= last) continue;
    for (; (counted + 1) * kBlock <= range.from + first; ++counted) lines += newlines[counted];
    reader.read(counted * kBlock, range.from + first - counted * kBlock, before);
    const std::string_view piece = std::string_view(*text).substr(first, last - first);
    excerpt.pieces.push_back({piece, static_cast<std::uint32_t>(lines + count_newlines(before)), text});
  }
  return excerpt;
}

}  // namespace

Excerpt excerpt_of(const FileReader& file, const TriggerSearch& search, std::size_t most, const Parallel& parallel, const OnRead& read) {
  auto text = std::make_shared<std::string>();
  const std::size_t from = file.next_data(0);
  file.read(from, file.size() <= kWhole ? file.size() - from : TriggerSearch::kBeginning, *text);
  if (file.size() > kWhole) return excerpt_of_large(file, search.in_other_language(*text), search, most, parallel, read);
  Excerpt excerpt;
  excerpt.size = file.size();
  if (text->size() < file.size() - from) excerpt.note = in_words(kShorter);
  // Zeros come before the text of a log that was truncated under its writer: a hole, up to the middle of a block. A few are a number's.
  constexpr std::size_t kLeastHole = 8;
  if (const std::size_t zeros = std::min(text->find_first_not_of('\0'), text->size()); zeros >= kLeastHole) text->erase(0, zeros);
  excerpt.triggered = search.holds_any(*text);
  excerpt.pieces.push_back({*text, 0, text});
  return excerpt;
}

namespace {

/// Keeps what came last, and what follows a trigger. Stretches are moved, not copied: nearly all of them only pass by.
class Keeper {
 public:
  explicit Keeper(std::size_t most) : most_(most) {}

  /// The hits are places in `stretch`; npos: none. Gives back memory that is not needed any more.
  std::string add(std::string stretch, std::size_t first_hit, std::size_t last_hit) {
    if (head_.size() < kHead) head_.append(stretch, 0, kHead - head_.size());
    if (first_hit != std::string::npos && !open_) open(first_hit);
    if (!open_) return remember(std::move(stretch));
    remaining_ = last_hit == std::string::npos ? remaining_ : std::max(remaining_, last_hit + kAfter);
    const std::size_t taken = std::min(remaining_, stretch.size());
    kept_.append(stretch, 0, taken);
    remaining_ -= taken;
    if (remaining_ > 0 && kept_.size() < most_) return stretch;
    close();
    stretch.erase(0, taken);
    return remember(std::move(stretch));
  }
  void finish(Excerpt& excerpt, bool read_whole) {
    if (open_) close();
    if (read_whole && pieces_.empty()) pieces_.push_back({0, all_recent()});
    const std::size_t head_end = head_.rfind('\n');
    if (!pieces_.empty() && head_end != std::string::npos && pieces_.front().lines_before > count_newlines(head_))
      pieces_.push_front({0, head_.substr(0, head_end + 1)});
    for (Kept& piece : pieces_) {
      auto owned = std::make_shared<const std::string>(std::move(piece.text));
      excerpt.pieces.push_back({*owned, piece.lines_before, owned});
    }
    if (full()) excerpt.note = in_words(kTooMuch);
  }
  bool full() const { return size_ >= most_; }

 private:
  struct Kept {
    std::uint32_t lines_before;
    std::string text;
  };

  std::string remember(std::string stretch) {
    recent_size_ += stretch.size();
    recent_.push_back(std::move(stretch));
    std::string oldest;
    if (recent_size_ - recent_.front().size() >= kBefore) {
      oldest = std::move(recent_.front());
      recent_.pop_front();
      recent_size_ -= oldest.size();
      lines_ += count_newlines(oldest);
      if (!oldest.empty()) within_line_ = oldest.back() != '\n';
    }
    return oldest;
  }
  std::string all_recent() {
    std::string all;
    for (const std::string& stretch : recent_) all += stretch;
    recent_.clear();
    recent_size_ = 0;
    return all;
  }
  /// `first_hit`: in the stretch that follows what is kept.
  void open(std::size_t first_hit) {
    open_ = true;
    remaining_ = 0;
    start_ = lines_;
    kept_ = all_recent();
    const std::size_t until_hit = kept_.size() + first_hit, from = std::min(until_hit - std::min(until_hit, kBefore), kept_.size());
    if (from == 0 && !within_line_) return;
    const std::size_t newline = kept_.find('\n', from - std::min<std::size_t>(from, 1));  // the rest of a line is no line
    if (newline == std::string::npos) return;
    start_ += count_newlines(std::string_view(kept_).substr(0, newline + 1));
    kept_.erase(0, newline + 1);
  }
  void close() {
    open_ = false;
    within_line_ = false;
    lines_ = start_ + count_newlines(kept_);
    // What was cut within a line goes on in what follows: the line belongs there.
    const std::size_t newline = kept_.rfind('\n'), end = newline == std::string::npos ? 0 : newline + 1;
    recent_.assign(1, kept_.substr(end));
    recent_size_ = recent_.front().size();
    kept_.resize(end);
    size_ += kept_.size();
    if (!kept_.empty()) pieces_.push_back({start_, std::move(kept_)});
    kept_.clear();
  }

  std::size_t most_, size_ = 0, remaining_ = 0, recent_size_ = 0;
  std::string head_, kept_;
  std::deque<std::string> recent_;
  std::deque<Kept> pieces_;
  std::uint32_t lines_ = 0, start_ = 0;      ///< newlines before recent_, before kept_
  bool open_ = false, within_line_ = false;  ///< recent_ begins within a line
};

}  // namespace

Excerpt excerpt_of_compressed(const FileReader& packed, const TriggerSearch& search, std::size_t most, const OnRead& read) {
  Excerpt excerpt;
  Unpacker unpacker(packed);
  Keeper keeper(most);
  std::uint64_t told = 0;
  StretchSearch stretches(search);
  while (!keeper.full() && excerpt.note.empty()) {
    auto [stretch, packed_until] = unpacker.next();
    if (stretch.empty()) break;
    read(packed_until - told);
    told = packed_until;
    if (excerpt.size == 0) excerpt.note = unread_packing(stretch);
    excerpt.size += stretch.size();
    if (excerpt.note.empty()) excerpt.note = taken_for_a_bomb(excerpt.size, packed.size());
    std::size_t first = std::string_view::npos, last = std::string_view::npos;
    const auto note = [&](std::size_t at) {
      if (first == std::string_view::npos) first = at;
      last = at;
      return true;
    };
    stretches.search(stretch, note);
    excerpt.triggered = excerpt.triggered || first != std::string_view::npos;
    if (std::string free = keeper.add(std::move(stretch), first, last); !free.empty()) unpacker.reuse(std::move(free));
  }
  const Sentence note = unpacker.note();
  if (!note.empty()) excerpt.note = note;
  keeper.finish(excerpt, excerpt.size <= kWhole);
  if (!excerpt.triggered && excerpt.size > kWhole) excerpt.pieces.clear();
  return excerpt;
}

}  // namespace laststraw::input
