// Where a log may tell of an incident.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "input/searcher.hpp"

namespace laststraw::input {

/// Looks for the few atoms of laststraw/parsers/triggers.hpp and, where one stands, for a whole trigger beside it. Logs in other languages, told by
/// their beginning, are searched for all triggers at once. May be used by many threads at once.
class TriggerSearch {
 public:
  TriggerSearch();

  /// Calls `found` with an offset for each trigger around bytes[from, to), in ascending order, until it says false. What is beside that
  /// stretch is looked at, too: it may hold the rest of a line.
  void search(std::string_view bytes, std::size_t from, std::size_t to, bool other_language,
              const std::function<bool(std::size_t at)>& found) const;
  bool holds_any(std::string_view bytes) const;

  /// Of the first kBeginning bytes.
  bool in_other_language(std::string_view beginning) const;
  static constexpr std::size_t kBeginning = std::size_t{64} << 10;
  /// An atom and its trigger stand this close to each other.
  static constexpr std::size_t kContext = 2048;

 private:
  Searcher atoms_, words_beside_, words_, marks_;
};

/// The same over text that comes in stretches: what stands across two of them is found, too.
class StretchSearch {
 public:
  explicit StretchSearch(const TriggerSearch& search) : search_(search) {}
  /// `found` as in TriggerSearch::search(), with offsets in `stretch`; 0 for what may have begun before it.
  void search(std::string_view stretch, const std::function<bool(std::size_t at)>& found);

 private:
  const TriggerSearch& search_;
  bool begun_ = false, other_language_ = false;
  std::string seam_;  ///< the end of what came before
};

}  // namespace laststraw::input
