// docs/HYPOTHESES.md and docs/STEPS.md, written from what `explain` says.
#pragma once

#include <string>

namespace laststraw::cli {

std::string hypothesis_document();
std::string step_document();

}  // namespace laststraw::cli
