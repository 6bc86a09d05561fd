// One entry of the systemd journal, whatever form it came in.
#pragma once

#include <string>
#include <string_view>

#include "laststraw/parsers/unwrap.hpp"

namespace laststraw::unwrap_forms {

/// The fields a report needs (systemd.journal-fields(7)); empty: the entry has none.
struct JournalEntry {
  std::string message, identifier, comm, pid, syslog_pid, host, transport, priority;
  std::string realtime, monotonic, source_monotonic;  ///< microseconds, decimal

  /// Keeps a field by its journal name; others are passed over.
  void set(std::string_view name, std::string value);
};

/// Adds the entry's message with its origin, or counts it as left out where no room reads that program's lines.
void add_entry(const JournalEntry& entry, std::uint32_t first_line, std::uint32_t last_line, Unwrapped& into);

}  // namespace laststraw::unwrap_forms
