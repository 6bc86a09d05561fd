// How one session came to hold so much.
#pragma once

#include <optional>
#include <string>

#include "judge/facts.hpp"

namespace laststraw::judge {

/// One of the contract's mechanisms ("sort_or_hash", "aggregate", "large_value", "plpgsql_state", "temp_buffers",
/// "prepared_statements", "logical_decoding", "jit", "extension", "unknown") and, where one line tells it, that line.
struct Mechanism {
  std::string id = "unknown";
  std::string claim;                       ///< "most of it, 176.0 MiB, is in TopPortalContext > PortalContext > ExecutorState"; may be empty
  std::optional<Citation> cite;
};

Mechanism mechanism_of(const Facts& facts, const Process& process);

}  // namespace laststraw::judge
