// What to do: every known cause as a check with this machine's own numbers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "judge/facts.hpp"

namespace laststraw::judge {

/// All checks, in the order of the contract; `unknown` where the inputs do not tell.
std::vector<ChecklistItem> checklist(const Facts& facts);

/// Configuration to apply, by file: "postgresql.conf", "sysctl.conf", "systemd"; only what a failing check asks for.
std::map<std::string, std::string> fragments(const Facts& facts, const std::vector<ChecklistItem>& items);

/// For `list checks` and `explain`: id, title, why, sources of every check.
struct CheckText { std::string_view id, title, why; };
std::vector<CheckText> check_texts();

}  // namespace laststraw::judge
