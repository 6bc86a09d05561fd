// One report against one truth.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw::eval {

using Json = nlohmann::json;

struct Comparison {
  std::string expected, got;  ///< cause ids; got is "(none)" where no incident was found
  double likelihood = 0;      ///< of `got`
  std::string verdict;
  bool top1 = false, top2 = false;
  double brier = 0;              ///< sum over hypotheses of (likelihood - is right)^2; causes that count as right are one
  bool confident_wrong = false;  ///< likelihood >= 0.8, and the cause or the one who is named for it is wrong
  std::optional<bool> culprit;   ///< nullopt: the truth names nothing that can be compared
  bool victims = false, invoker = false, outcome = false, scope = false;
  std::int64_t kernel_unrecognised = 0;
};

/// Nothing on memory happened, says the truth: a report of something else that fits is right, too.
bool is_right_where_nothing_happened(const Json& truth, std::string_view outcome);

/// `report`: the JSON contract; `truth`: a truth.json. One for each of the truth's `incidents`, where it has them: each is looked for
/// by who was killed in it, then by its place.
std::vector<Comparison> compare(const Json& report, const Json& truth);

}  // namespace laststraw::eval
