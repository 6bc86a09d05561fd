// The texts behind `laststraw explain` and `laststraw list`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "text/language.hpp"

namespace laststraw::cli {

/// The text of a hypothesis, a check, a step or a word, in whatever case and with blanks for its underscores; nullopt where there is none.
std::optional<std::string> explain(const std::string& typed, const Language& in);
/// All that it knows.
std::vector<std::string> explained_ids();

/// One line each: "formats", "hypotheses", "checks", "steps", "words".
std::string list(const std::string& what);

}  // namespace laststraw::cli
