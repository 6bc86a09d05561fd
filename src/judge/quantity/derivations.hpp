// The ways to know each quantity: one function a quantity, the most direct way first. A derivation is made of what the inputs print; what
// follows from other quantities is propagate()'s.
#pragma once

#include <string_view>
#include <vector>

#include "judge/facts.hpp"

namespace laststraw::judge {

using Derivations = std::vector<Derivation>;

Derivations ram_of_inputs(const Facts& facts);
Derivations swap_of_inputs(const Facts& facts);
Derivations total_of_score(const Facts& facts);  ///< RAM and swap together
Derivations limit_of_inputs(const Facts& facts);
Derivations commit_limit_of_inputs(const Facts& facts);
Derivations shared_buffers_of_inputs(const Facts& facts);
Derivations shared_memory_of_inputs(const Facts& facts);
Derivations work_mem_of_culprit(const Facts& facts);
Derivations requested_of_inputs(const Facts& facts);

/// "MemTotal", "pages RAM": from one line, exactly.
template <class Size>
void add(Derivations& found, const std::optional<Size>& known, Sentence how) {
  if (known && known->value.count > 0) found.push_back({exactly(known->value), std::move(how), known->cite});
}

/// What the derivations leave. They are of different moments and count different things (MemTotal lacks what the kernel itself takes at
/// boot, the report's own RAM does not), so intervals that miss one another by a fiftieth still agree.
Quantity concluded(std::string_view name, Derivations derivations);

}  // namespace laststraw::judge
