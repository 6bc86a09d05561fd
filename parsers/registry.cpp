// All readers in order of preference, and what they and the wrappers show of themselves.
#include <array>
#include <utility>
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

enum class Wing { logs, wrappers, histories, snapshots };   // the order of the documentation

std::vector<Format> all_formats() {
  std::vector<Format> all;
  const auto add = [&](std::span<const Format> formats) { all.insert(all.end(), formats.begin(), formats.end()); };
#define LASTSTRAW_READER(wing, room, name) std::pair{Wing::wing, &readers::name},
  const std::array rows{
#include "laststraw/parsers/readers.def"
  };
#undef LASTSTRAW_READER
  for (const Wing wing : {Wing::logs, Wing::wrappers, Wing::histories, Wing::snapshots}) {
    for (const auto& [of, row] : rows)
      if (of == wing) add(row->formats);
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
