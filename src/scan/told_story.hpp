// A story as views tell it.
#pragma once

#include <cstddef>
#include <optional>

#include "laststraw/time.hpp"
#include "report/fleet_row.hpp"
#include "scan/sqlite.hpp"

namespace laststraw::scan {

/// What a story is seen from.
struct StoryView {
  std::optional<WallTime> oldest, now;  ///< of all incidents, and what "new" counts from
  std::size_t most_times = 0;           ///< of a longer story no rhythm and no growth is told
};

/// `found`: a row of `stories`: story, by, of_victims, key, name.
report::Story told_story(Sqlite& store, const SqliteRow& found, const StoryView& view);

}  // namespace laststraw::scan
