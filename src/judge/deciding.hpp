// The one number that a reader may know and an excerpt does not tell: how much memory there was. Would it decide?
#pragma once

#include <functional>
#include <optional>

#include "judge/facts.hpp"

namespace laststraw::judge {

/// `verdict` judges facts. Where a machine (or a limit) not much larger than its largest process would decide, what to ask for;
/// nullopt: the total is known, or does not matter.
std::optional<Missing> deciding_total(const Facts& facts, const std::function<VerdictKind(const Facts&)>& verdict);

}  // namespace laststraw::judge
