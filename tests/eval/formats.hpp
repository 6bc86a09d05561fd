// What the corpus says of the readers: the same incident in every framing, and hardly a line that is not understood.
#pragma once

#include <string>

namespace laststraw::eval {

/// Prints what was found; true where it is good enough: every kernel log of a case tells the same report, no unrecognised line
/// in kernel logs, below 0.1 % in PostgreSQL's.
bool check_formats(const std::string& corpus);

}  // namespace laststraw::eval
