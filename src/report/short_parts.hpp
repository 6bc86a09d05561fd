// What the short reports of one incident and of several have in common.
#pragma once

#include "report/text_parts.hpp"

namespace laststraw::report {

/// A report that lies beside logs is known by it (src/input/detect.cpp).
Text opening();
/// Where to read on, and what became of the inputs.
void write_end(Paper& paper, const Document& document);
/// What happens again and again, a table of the incidents, then each in a few lines (several.cpp).
void write_several(Paper& paper, const Document& document);

}  // namespace laststraw::report
