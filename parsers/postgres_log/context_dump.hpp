// Memory-context dumps, which a backend writes raw to standard error when malloc fails.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/record/postgres_log.hpp"

namespace laststraw::postgres_log {

/// "  ExprContext: 54001776 total in 20 blocks; 18064 free (39 chunks); 53983712 used[: ident]"; nullopt: no such line.
std::optional<MemoryContext> read_context(std::string_view text, const Line& line);

/// "Grand total: 240317456 bytes in 257 blocks; 7634312 free (171 chunks); 232683144 used" into `dump`.
bool read_grand_total(std::string_view text, MemoryContextDump& dump);

/// "  87 more child contexts containing 98304 total in 85 blocks; ..."
bool is_more_children(std::string_view text);

}  // namespace laststraw::postgres_log
