// The doors of the rooms, read_psi() and so on, and their rows, readers::psi; both stand in the room's folder.
#pragma once

#include "laststraw/parsers/room.hpp"
#include "laststraw/record/kernel_line.hpp"

namespace laststraw {

/// kernel_line: takes a line out of its framing. Never fails: a line without a known prefix has Framing::none.
KernelLine parse_kernel_line(const Line& line);

/// postgres_log: is `text`, another program's line, a whole line of a server's log, or does it hold a sentence that only PostgreSQL says?
bool holds_postgres_words(std::string_view text);

#define LASTSTRAW_READER(wing, room, name)                         \
  Reading read_##name(const SourceText& source, Records& records); \
  namespace readers {                                              \
  extern const Room name;                                          \
  }
#define LASTSTRAW_ENTRIES_READER(wing, room, name)                                          \
  Reading read_##name(const SourceText& source, Records& records, const PgEntrySink& sink); \
  namespace readers {                                                                       \
  extern const Room name;                                                                   \
  }
#include "laststraw/parsers/readers.def"
#undef LASTSTRAW_READER

}  // namespace laststraw
