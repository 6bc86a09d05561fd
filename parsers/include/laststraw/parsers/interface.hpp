// All that src/input knows of the parsers: how a room is told, how a wrapping is taken off, which files belong together, what to search for. The parsers know nothing of it.
#pragma once

#include "laststraw/parsers/pcp.hpp"
#include "laststraw/parsers/room.hpp"
#include "laststraw/parsers/triggers.hpp"
#include "laststraw/parsers/unwrap.hpp"
