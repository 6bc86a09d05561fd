// One report against one truth.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace laststraw::eval {

using Json = nlohmann::json;

struct Comparison {
  std::string expected, got;  ///< cause ids; got is "(none)" where no incident was found
  double likelihood = 0;      ///< of `got`
  std::string verdict;
  bool top1 = false, top2 = false;
  double brier = 0;              ///< sum over hypotheses of (likelihood - is right)^2; causes that count as right are one
  bool confident_wrong = false;  ///< likelihood >= 0.8 and wrong
  std::optional<bool> culprit;   ///< nullopt: the truth names nothing that can be compared
  bool victims = false, invoker = false, outcome = false, scope = false;
  std::int64_t kernel_unrecognised = 0;
};

/// `report`: the JSON contract; `truth`: a truth.json. Of several incidents the first counts.
Comparison compare(const Json& report, const Json& truth);

}  // namespace laststraw::eval
