// A dump of memory contexts as a tree with sums.
#pragma once

#include <vector>

#include "laststraw/incident.hpp"

namespace laststraw::timeline {

/// Contexts of one name under one parent are one node ("1,204 x CachedPlan"); children follow their parent, largest
/// first. At most kMaxContextNodes: of what is left out the size stays in the parents' sums.
std::vector<ContextNode> context_tree(const MemoryContextDump& dump);

constexpr std::size_t kMaxContextNodes = 120;

}  // namespace laststraw::timeline
