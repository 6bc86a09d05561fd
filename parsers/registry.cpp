#include "laststraw/room.hpp"
namespace laststraw { std::span<const Room> rooms() { return {}; } }
