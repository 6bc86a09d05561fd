// Finds any of many literals in bytes, at the speed of memory.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw::input {

/// Hyperscan in its literal mode. Up to eight literals go through a csvlog at 25 GB/s here, twenty at 9, ninety at 4.5 (docs/PERFORMANCE.md): up to sixteen are
/// therefore searched for by eights, one after the other in what the cache still holds. May be used by many threads at once.
class Searcher {
 public:
  /// `for_short_texts`: made sooner (2 ms for ninety literals, not 9), slower over large ones.
  explicit Searcher(std::vector<std::string> literals, bool for_short_texts = false);
  ~Searcher();
  Searcher(const Searcher&) = delete;
  Searcher& operator=(const Searcher&) = delete;

  /// Calls `found` with the offset behind each hit until it says false; in ascending order, but for hits within a quarter of a MiB.
  void search(std::string_view bytes, const std::function<bool(std::size_t end)>& found) const;
  /// A hit may begin this many bytes before a cut between two stretches.
  std::size_t overlap() const { return longest_ - 1; }

 private:
  struct Database;
  void compile() const;

  std::vector<std::string> literals_;
  bool for_short_texts_;
  std::size_t longest_ = 1;
  mutable std::once_flag compiled_;
  mutable std::vector<std::unique_ptr<Database>> databases_;  ///< made for the first search: many runs never need some of them
};

}  // namespace laststraw::input
