// Memory-context dumps, which a backend writes raw to standard error when malloc fails.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "laststraw/records.hpp"

namespace laststraw::postgres_log {

/// "  ExprContext: 54001776 total in 20 blocks; 18064 free (39 chunks); 53983712 used[: ident]"; nullopt: no such line.
std::optional<MemoryContext> read_context(std::string_view text, const Line& line);

/// "Grand total: 240317456 bytes in 257 blocks; 7634312 free (171 chunks); 232683144 used" into `dump`.
bool read_grand_total(std::string_view text, MemoryContextDump& dump);

/// "  87 more child contexts containing 98304 total in 85 blocks; ..."

/// Puts the lines of dumps together while a log goes by.
class DumpReader {
 public:
  explicit DumpReader(Records& records) : records_(records) {}

  /// Takes the line if it belongs to a dump.
  bool read(const Line& line);
  /// pg_log_backend_memory_contexts(): "level: 0; TopMemoryContext: ...", each an entry of the process itself (14+).
  void read_entry(const PgEntry& entry);
  /// An entry that is no dump line: the dump before it is over. One that says "out of memory" names whose dump it was.
  void close(const PgEntry* next = nullptr);

 private:
  void add(MemoryContext context, const Citation& at);

  Records& records_;
  std::optional<MemoryContextDump> dump_;
  std::vector<std::size_t> unclaimed_;  ///< dumps no error has followed yet
};

}  // namespace laststraw::postgres_log
