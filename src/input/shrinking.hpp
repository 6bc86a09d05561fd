// Files that become shorter while they are mapped (a log rotated by copytruncate): touching what is gone raises SIGBUS.
#pragma once

namespace laststraw::input {

/// From here on, pages of a mapping that are no longer in their file read as zeros. Called before each mapping; works once.
void read_vanished_pages_as_zeros();

}  // namespace laststraw::input
