// The texts behind `laststraw explain` and `laststraw list`.
#pragma once

#include <optional>
#include <string>

#include "text/language.hpp"

namespace laststraw::cli {

/// The text of a hypothesis or check; nullopt where there is none of this id (`nearest` then holds the closest one).
std::optional<std::string> explain(const std::string& id, std::string& nearest, const Language& in);

/// One line each: "formats", "hypotheses", "checks", "steps".
std::string list(const std::string& what);

}  // namespace laststraw::cli
