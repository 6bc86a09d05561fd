// What nobody may call an all-clear: lines that speak of an incident where no incident was made out.
#pragma once

#include <vector>

#include "input/inputs.hpp"
#include "laststraw/pg_history.hpp"
#include "laststraw/records.hpp"

namespace laststraw {

/// The first lines, a few, that hold a word of triggers_of_memory() and are neither a system event nor one of a server's log.
std::vector<Citation> not_understood(const std::vector<input::Input>& inputs, const Records& records, const PgHistory& history);

}  // namespace laststraw
