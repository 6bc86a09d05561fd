// docs/HYPOTHESES.md, written from what `explain` says.
#pragma once

#include <string>

namespace laststraw::cli {

std::string hypothesis_document();

}  // namespace laststraw::cli
