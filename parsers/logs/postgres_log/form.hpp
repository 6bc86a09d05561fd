// The form of a text log, learned from its first lines.
#pragma once

#include <optional>

#include "laststraw/parsers/room.hpp"
#include "laststraw/records.hpp"
#include "postgres_log/prefix.hpp"

namespace laststraw::postgres_log {

/// What the first lines of a log tell of its form.
struct Form {
  std::optional<Prefix> prefix;
  bool one_blank = false;         ///< a paste: severities have lost one of their blanks
  bool collectors_stamp = false;  ///< a collector's time stands before the server's
};

Form form_of(const SourceText& source, const Records& records);

/// A process id and a zone before the severity are PostgreSQL's manner.
bool is_framed(const PgEntry& entry);

/// "out of memory DETAIL: Failed on request of size 56.": a driver or a paste put the parts into one line.
void split_flattened(PgEntry& entry);

}  // namespace laststraw::postgres_log
