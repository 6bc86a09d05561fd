// Descriptors that a process has from before.
#pragma once

namespace laststraw::sandbox {

/// Those open for writing are for reading afterwards, or nothing at all; but standard error and sockets.
void keep_for_reading_only();

}  // namespace laststraw::sandbox
