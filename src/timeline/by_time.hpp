// What happened in a stretch of time, found without walking over everything else.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "laststraw/time.hpp"

namespace laststraw::timeline {

/// References to things that have a time, in order of time. Undated ones have no place here.
template <class T>
class ByTime {
 public:
  struct Entry {
    Instant when;
    std::uint32_t order{};  ///< in which it was added
    const T* what = nullptr;
  };

  void add(const T& what, const Instant& when) {
    if (when.wall) entries_.push_back({when, static_cast<std::uint32_t>(entries_.size()), &what});
  }

  /// To be called once, after the last add().
  void sort() {
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return *a.when.wall < *b.when.wall; });
  }

  /// Those from `from` to `to`, both included, in order of time.
  std::span<const Entry> between(WallTime from, WallTime to) const {
    const auto first =
        std::lower_bound(entries_.begin(), entries_.end(), from, [](const Entry& e, WallTime t) { return *e.when.wall < t; });
    const auto last = std::upper_bound(first, entries_.end(), to, [](WallTime t, const Entry& e) { return t < *e.when.wall; });
    return {first, last};
  }

  /// When the last one was.
  std::optional<WallTime> newest() const { return entries_.empty() ? std::nullopt : entries_.back().when.wall; }

  /// The same in the order in which they were added: that of the inputs.
  std::vector<Entry> between_as_added(WallTime from, WallTime to) const {
    const auto window = between(from, to);
    std::vector<Entry> found(window.begin(), window.end());
    std::sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) { return a.order < b.order; });
    return found;
  }

 private:
  std::vector<Entry> entries_;
};

}  // namespace laststraw::timeline
