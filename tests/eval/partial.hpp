// Excerpts: what the tool says of a text that people post, against what an expert would say of that text alone (truth.json of
// "kind": "partial").
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace laststraw::eval {

using Json = nlohmann::json;

/// How good an answer is. `too_timid`: does not commit where an expert would; `too_bold`: commits where the text cannot decide.
enum class Grade { right, acceptable, too_timid, wrong, too_bold };
std::string_view word(Grade grade);

struct Excerpt {
  std::string shape;      ///< what kind of text it is
  std::string lean;       ///< "must": an expert commits; "may": leaning and undecided are both fine; "none": the text cannot decide
  std::string got;        ///< the leading cause; "(none)" where no incident was found
  double likelihood = 0;  ///< of it
  Grade grade = Grade::wrong;
  bool outcome = false;
  std::optional<bool> victims;  ///< nullopt: the truth names none
};

bool is_excerpt(const Json& truth);

/// `report`: the JSON contract.
Excerpt grade(const Json& report, const Json& truth);

}  // namespace laststraw::eval
