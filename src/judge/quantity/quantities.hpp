// What there was, and how each number is known: from reports, files, logs, scores, and from one another.
#pragma once

#include <vector>

#include "judge/facts.hpp"

namespace laststraw::judge {

/// All that the inputs tell, in bytes: ram, swap, total (RAM and swap), limit, commit_limit, shared_buffers, shared_memory (the server's
/// segment), work_mem (of the one at fault), requested. What nothing tells is not among them.
std::vector<Quantity> quantities_of(const Facts& facts);

}  // namespace laststraw::judge
