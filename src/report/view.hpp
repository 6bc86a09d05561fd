// What templates see: the JSON contract, and a few things worked out from it.
#pragma once

#include <nlohmann/json.hpp>

namespace laststraw::report {

/// The contract with, for templates, which cannot compute:
///   incidents[]: `leading` (the first hypothesis), `fragments` as [{file, text}]
///   hypotheses[]: `likely` (among the first two, or 1 % and more)
///   culprit, victim, victims[], invoker: `who`
///   ledger.parts[]: `share` and `x` (percent of the total: its own, and all before it), `colour` (0..9)
///   checklist[]: `to_do` (fail or warn)
/// Series are left out: they are for charts.
nlohmann::ordered_json template_view(nlohmann::ordered_json contract);

}  // namespace laststraw::report
