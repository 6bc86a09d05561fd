// All rooms, in order of preference. A new format is a line here.
#include <array>

#include "laststraw/parse.hpp"
#include "laststraw/room.hpp"

namespace laststraw {

namespace {

using Signatures = std::array<std::string_view, 4>;

}  // namespace

std::span<const Room> rooms() { return {}; }

}  // namespace laststraw
