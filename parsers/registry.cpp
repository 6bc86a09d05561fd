// All readers in order of preference, and what they and the wrappers show of themselves.
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "laststraw/parsers/unwrap.hpp"

namespace laststraw {

std::span<const Room> rooms() {
#define LASTSTRAW_READER(wing, room, name) readers::name,
  static const std::array kRooms{
#include "laststraw/parsers/readers.def"
  };
#undef LASTSTRAW_READER
  return kRooms;
}

namespace {

enum class Wing { logs, wrappers, histories, snapshots };  // the order of the documentation; rooms by name
struct Row {
  Wing wing;
  std::string_view room;
  const Room* reader;
};

std::vector<Format> all_formats() {
#define LASTSTRAW_READER(wing, room, name) Row{Wing::wing, #room, &readers::name},
  std::array rows{
#include "laststraw/parsers/readers.def"
  };
#undef LASTSTRAW_READER
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.room < b.room; });
  std::vector<Format> all;
  const auto add = [&](std::span<const Format> formats) { all.insert(all.end(), formats.begin(), formats.end()); };
  for (const Wing wing : {Wing::logs, Wing::wrappers, Wing::histories, Wing::snapshots}) {
    for (const Row& row : rows)
      if (row.wing == wing) add(row.reader->formats);
    if (wing == Wing::wrappers)
      for (const Wrapper& wrapper : wrappers()) add(wrapper.formats);
  }
  return all;
}

}  // namespace

std::span<const Format> formats() {
  static const std::vector<Format> kFormats = all_formats();
  return kFormats;
}

}  // namespace laststraw
