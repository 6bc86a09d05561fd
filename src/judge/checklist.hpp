// What to do: every known cause as a check with this machine's own numbers.
#pragma once

#include <string>
#include <vector>

#include "judge/facts.hpp"

namespace laststraw::judge {

/// All checks, in the order of the contract; `unknown` where the inputs do not tell.
std::vector<ChecklistItem> checklist(const Facts& facts, const Judgement& judgement);

/// Configuration to apply: what the checks that fail or warn ask for, and what can be applied where the server runs.
std::vector<Fragment> fragments(const Facts& facts, const std::vector<ChecklistItem>& items);

/// For `list checks` and `explain`: id, title, why of every check.
struct CheckText {
  std::string_view id, title, why;
};
std::vector<CheckText> check_texts();

}  // namespace laststraw::judge
