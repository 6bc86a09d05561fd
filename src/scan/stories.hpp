// What happens again and again in many cases.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>

#include "laststraw/time.hpp"
#include "report/fleet_row.hpp"
#include "scan/sqlite.hpp"

namespace laststraw::scan {

/// Takes rows one after the other into a temporary database, so that memory does not grow with them (measured: docs/FLEET.md).
class Stories {
 public:
  /// Rows that a page lists: the newest ones.
  static constexpr std::uint64_t kMostListed = 20'000;
  /// Of a longer story no rhythm and no growth is told.
  static constexpr std::size_t kMostTimes = 100'000;

  /// `listed`: each_listed() will be asked for.
  explicit Stories(bool listed = false, std::uint64_t most_listed = kMostListed) : listed_(listed), most_listed_(most_listed) {}
  void add(const report::FleetRow& row);
  /// When all were added. `until`: what "new" and "not seen since" count from; nothing: from the newest incident. `most_hosts`: with tallies of their own.
  report::FleetSummary sum_up(std::optional<WallTime> until = std::nullopt,
                              std::size_t most_hosts = std::numeric_limits<std::size_t>::max());

  /// After sum_up(): all of them, the longest outage first.
  void each_story(const std::function<void(const report::Story& story, const report::StoryLists& lists)>& take);
  /// Rows that count, in the order they came; of more than a page lists the newest.
  void each_listed(const std::function<void(const report::FleetRow& row)>& take);
  /// Rows that count as another; `listed`: that one is listed.
  void each_same(const std::function<void(const report::RowName& row, const report::RowName& of, bool listed)>& take);

 private:
  Sqlite& store();
  void list();
  report::StoryLists lists_of(std::int64_t story);

  bool listed_ = false;
  std::uint64_t most_listed_ = 0;
  std::optional<Sqlite> store_;  ///< opened when it is first needed
  std::int64_t rows_ = 0;
  std::optional<WallTime> oldest_, now_;
};

}  // namespace laststraw::scan
